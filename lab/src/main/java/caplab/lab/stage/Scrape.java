package caplab.lab.stage;

import caplab.lab.model.Topology.Kind;
import caplab.lab.run.Sample;
import caplab.lab.wire.MetricsText;
import caplab.node.Breaker.State;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads breakers, bounds and resyncs out of what {@code /metrics} answers. */
final class Scrape {

  private static final String BOTH = "/metrics?name=circuit_breaker_state,data_staleness_ms";
  private static final String OF_AP = ",ap_resyncs_total,ap_replication_delay_seconds";

  private Scrape() {}

  /** Where to ask for what is read here and by the measures, and no more of a service's time. */
  static String path(Kind kind) {
    return switch (kind) {
      case CP -> BOTH;
      case AP -> BOTH + OF_AP;
    };
  }

  static Sample read(long timeMs, String service, String zone, String text) {
    MetricsText metrics = MetricsText.read(text);
    Map<String, String> breakers = new TreeMap<>();
    metrics
        .of("circuit_breaker_state")
        .forEach(each -> breakers.put(each.label("node"), state(each.value())));
    Map<String, OptionalDouble> bounds = new TreeMap<>();
    metrics
        .of("data_staleness_ms")
        .forEach(each -> bounds.put(each.label("node"), bound(each.value())));
    long resyncs = (long) metrics.value("ap_resyncs_total");
    return new Sample(timeMs, service, zone, breakers, bounds, resyncs, text);
  }

  private static String state(double gauge) {
    return Stream.of(State.values())
        .filter(each -> each.gauge == (int) gauge)
        .findFirst()
        .orElseThrow()
        .name();
  }

  private static OptionalDouble bound(double stated) {
    return Double.isFinite(stated) ? OptionalDouble.of(stated) : OptionalDouble.empty();
  }
}
