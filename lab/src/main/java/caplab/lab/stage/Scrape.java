package caplab.lab.stage;

import caplab.lab.run.Sample;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads breakers, bounds and resyncs out of what {@code /metrics} answers. */
final class Scrape {

  /** What is read here and by the measures, and no more: a whole scrape is work for a service. */
  static final String PATH =
      "/metrics?name=circuit_breaker_state,data_staleness_ms,ap_resyncs_total,ap_replication_delay_seconds";

  private static final Pattern LINE =
      Pattern.compile(
          "^(circuit_breaker_state|data_staleness_ms)\\{[^}]*\\bnode=\"([^\"]+)\"[^}]*} (\\S+)",
          Pattern.MULTILINE);
  private static final Pattern RESYNCS =
      Pattern.compile("^ap_resyncs_total\\{[^}]*} (\\S+)", Pattern.MULTILINE);
  private static final String[] STATES = {"CLOSED", "HALF_OPEN", "OPEN"};

  private Scrape() {}

  static Sample read(long timeMs, String service, String zone, String text) {
    Map<String, String> breakers = new TreeMap<>();
    Map<String, OptionalDouble> bounds = new TreeMap<>();
    Matcher line = LINE.matcher(text);
    while (line.find()) {
      if (line.group(1).startsWith("circuit")) {
        breakers.put(line.group(2), STATES[(int) Double.parseDouble(line.group(3))]);
      } else {
        bounds.put(line.group(2), bound(line.group(3)));
      }
    }
    Matcher counter = RESYNCS.matcher(text);
    long resyncs = counter.find() ? (long) Double.parseDouble(counter.group(1)) : 0;
    return new Sample(timeMs, service, zone, breakers, bounds, resyncs, text);
  }

  private static OptionalDouble bound(String written) {
    return written.equals("+Inf") || written.equals("NaN")
        ? OptionalDouble.empty()
        : OptionalDouble.of(Double.parseDouble(written));
  }
}
