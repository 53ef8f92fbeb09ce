package caplab.lab.trial;

import caplab.lab.measure.CapBill;
import caplab.lab.measure.Latencies;
import caplab.lab.measure.Perseus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** What a run cost, in sentences for the terminal. */
final class Costs {

  /** The least that shows in tenths of a second. */
  private static final double SHOWN_MS = 50;

  private Costs() {}

  static String printed(Measures measures) {
    List<String> lines = new ArrayList<>();
    measures.bill().ifPresent(bill -> bill(bill, lines));
    measures.latency().forEach((service, latency) -> latency(service, latency, lines));
    measures.perseus().forEach((service, six) -> lines.add(perseus(service, six)));
    measures
        .freshness()
        .rmse()
        .ifPresent(error ->
            lines.add(text("app-ap's freshness as predicted, but for %.3f (rmse)", error)));
    return String.join("\n", lines);
  }

  private static void bill(CapBill bill, List<String> lines) {
    lines.add(text("The bill of %.1f s with a fault:", bill.partitionMs() / 1e3));
    lines.add(
        text(
            "  app-cp  refused %,d over %.1f s%s, left %,d unknown, served %,d",
            bill.cp().refused(),
            bill.cp().refusedForMs() / 1e3,
            longer(bill.cp().refusedForMs() - bill.partitionMs()),
            bill.cp().unanswered(),
            bill.cp().served()));
    lines.add(
        text(
            "  app-ap  served %,d, left %,d unanswered; %,d of %,d reads stale, by %,.0f ms at worst;"
                + " %,d keys with siblings; %s",
            bill.ap().served(),
            bill.ap().refused() + bill.ap().unanswered(),
            bill.ap().staleReads(),
            bill.ap().reads(),
            bill.ap().worstStalenessMs(),
            bill.ap().siblings(),
            converged(bill.ap().convergedAfterMs())));
    lines.add("  " + VerdictText.COUNTED);
  }

  /** Why the refusals may outlast what caused them. */
  private static String longer(double ms) {
    return ms < SHOWN_MS
        ? ""
        : text(
            " (%.1f s longer than the fault: a zone counts until its next request that is served)",
            ms / 1e3);
  }

  private static String converged(OptionalDouble ms) {
    return ms.isPresent()
        ? text("converged %,.0f ms after the heal", ms.getAsDouble())
        : "nobody read after the heal";
  }

  private static void latency(
      String service, SortedMap<String, Latencies> latency, List<String> lines) {
    if (!latency.isEmpty()) {
      lines.add(
          "Without a fault app-%s takes (p50 / p99 ms): %s"
              .formatted(
                  service,
                  latency.entrySet().stream()
                      .map(each ->
                          text(
                              "%s %.1f / %.1f",
                              each.getKey(), each.getValue().p50Ms(), each.getValue().p99Ms()))
                      .collect(Collectors.joining(", "))));
    }
  }

  /** In the order in which Perseus publishes them, in seconds. */
  private static String perseus(String service, Perseus six) {
    return "Perseus app-%s: on isolation %s s down, %s s partly, the others %s; on recovery %s s down, %s s partly, all %s"
        .formatted(
            service,
            seconds(six.downtimeOnIsolationMs()),
            seconds(six.partialDowntimeOnIsolationMs()),
            steady(six.disturbanceMs()),
            seconds(six.downtimeOnRecoveryMs()),
            seconds(six.partialDowntimeOnRecoveryMs()),
            steady(six.recoveryMs()));
  }

  private static String seconds(double ms) {
    return text("%.0f", ms / 1e3);
  }

  /** Steady is more than served again: from then on no second without a success. */
  private static String steady(OptionalDouble ms) {
    return ms.isPresent()
        ? text("steady after %,.0f ms", ms.getAsDouble())
        : "not steady: in the last whole second some zone had no success";
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
