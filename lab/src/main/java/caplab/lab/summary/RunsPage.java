package caplab.lab.summary;

import caplab.lab.trial.PromiseVerdict.Word;
import caplab.lab.trial.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** {@code docs/runs.md}: every run that is quoted, with what it cost. */
public final class RunsPage {

  private static final String BOUND = "no read is staler than it says";

  private RunsPage() {}

  /** The whole page. */
  public static String of(Summary summary) {
    List<String> parts = new ArrayList<>();
    parts.add("# The runs behind the numbers\n");
    parts.add(
        "Written by `./cap summary RUN_FOLDER…`, which reads what `./cap run` left in `runs/`;"
            + " `docs/runs.json` holds the same.\nThe last number of a run's name is its seed:"
            + " `./cap run E04 --seed 1`. Not a number here was typed.\n");
    parts.add(summary.sentence() + ".\n" + bound(summary) + "\n");
    parts.add(runs(summary.runs()));
    section(parts, "Not held", notHeld(summary.runs()));
    section(parts, "One zone isolated (Perseus, in seconds)", perseus(summary.runs()));
    section(parts, "Without a fault (PACELC, p50 / p99 in ms)", latency(summary.runs()));
    section(parts, "Freshness, predicted and measured", freshness(summary.runs()));
    return String.join("\n", parts);
  }

  private static void section(List<String> parts, String heading, List<List<String>> rows) {
    if (rows.size() > 1) {
      parts.add("## " + heading + "\n");
      parts.add(Table.of(rows));
    }
  }

  private static String bound(Summary summary) {
    List<Entry.Judged> bounds =
        summary.runs().stream()
            .flatMap(run -> run.verdicts().stream())
            .filter(each -> each.promise().equals(BOUND))
            .toList();
    return String.format(
        Locale.ROOT,
        "Staleness bound: %,d reads of app-ap were compared with what had been acknowledged; verdicts violated: %d.",
        bounds.stream().mapToLong(Entry.Judged::looked).sum(),
        bounds.stream().filter(each -> each.word() == Word.VIOLATED).count());
  }

  private static String runs(List<Entry> runs) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "run",
            "experiment",
            "promises",
            "app-cp refused",
            "unknown",
            "app-ap not answered",
            "stale reads",
            "of judged",
            "worst ms",
            "converged after ms",
            "machine stalled s"));
    for (Entry run : runs) {
      rows.add(
          List.of(
              run.run(),
              run.title(),
              run.tally(),
              run.paid("cp", "refused"),
              run.paid("cp", "unanswered"),
              run.paid("ap", "unanswered"),
              run.paid("ap", "stale_reads"),
              run.paid("ap", "reads"),
              run.paid("ap", "worst_staleness_ms"),
              run.paid("ap", "converged_after_ms"),
              String.format(Locale.ROOT, "%.1f", run.stalledS())));
    }
    return Table.of(rows);
  }

  private static List<List<String>> notHeld(List<Entry> runs) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("run", "service", "promise", "verdict", "why"));
    for (Entry run : runs) {
      run.verdicts().stream()
          .filter(each -> each.word() != Word.HELD)
          .map(each ->
              List.of(run.run(), each.service(), each.promise(), each.verdict(), each.measured()))
          .forEach(rows::add);
      run.forbidden().stream()
          .map(each -> List.of(run.run(), "", each, "seen", "forbidden"))
          .forEach(rows::add);
    }
    return rows;
  }

  private static List<List<String>> perseus(List<Entry> runs) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "run",
            "service",
            "down on isolation",
            "partly",
            "disturbed",
            "down on recovery",
            "partly",
            "recovered after"));
    services(
        runs,
        Entry::perseus,
        (run, service, six) ->
            rows.add(
                List.of(
                    run.run(),
                    service,
                    seconds(six, "downtime_on_isolation_ms"),
                    seconds(six, "partial_downtime_on_isolation_ms"),
                    seconds(six, "disturbance_ms"),
                    seconds(six, "downtime_on_recovery_ms"),
                    seconds(six, "partial_downtime_on_recovery_ms"),
                    seconds(six, "recovery_ms"))));
    return rows;
  }

  private static List<List<String>> latency(List<Entry> runs) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("run", "service", "read", "write", "cas", "delete"));
    services(
        runs,
        Entry::latency,
        (run, service, by) -> {
          List<String> row = new ArrayList<>(List.of(run.run(), service));
          Stream.of("read", "write", "cas", "delete")
              .map(f -> quantiles(by.path(f)))
              .forEach(row::add);
          rows.add(row);
        });
    return rows;
  }

  private static List<List<String>> freshness(List<Entry> runs) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("run", "root mean square error"));
    runs.stream()
        .filter(run -> run.rmse() != null && run.experiment().equals("E18"))
        .forEach(
            run -> rows.add(List.of(run.run(), String.format(Locale.ROOT, "%.3f", run.rmse()))));
    return rows;
  }

  private interface Part {
    JsonNode of(Entry run);
  }

  private interface Row {
    void add(Entry run, String service, JsonNode part);
  }

  private static void services(List<Entry> runs, Part part, Row row) {
    for (Entry run : runs) {
      JsonNode of = part.of(run);
      if (of != null) {
        Map.of("cp", "app-cp", "ap", "app-ap").entrySet().stream()
            .sorted(Map.Entry.comparingByValue())
            .forEach(service -> row.add(run, service.getValue(), of.path(service.getKey())));
      }
    }
  }

  private static String seconds(JsonNode six, String name) {
    return six.path(name).isNumber()
        ? String.format(Locale.ROOT, "%.1f", six.path(name).asDouble() / 1e3)
        : "never";
  }

  private static String quantiles(JsonNode latency) {
    return latency.isEmpty()
        ? "–"
        : String.format(
            Locale.ROOT,
            "%.1f / %.1f",
            latency.path("p50_ms").asDouble(),
            latency.path("p99_ms").asDouble());
  }
}
