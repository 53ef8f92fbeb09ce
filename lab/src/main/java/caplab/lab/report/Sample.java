package caplab.lab.report;

import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * What one service instance said of itself at one moment.
 *
 * @param timeMs since the start of the run
 * @param service {@code app_cp_g2}
 * @param zone where it runs
 * @param breakers state of its breaker for each node
 * @param stalenessMs the bound it would state for each node; null: unknown
 */
record Sample(
    double timeMs,
    String service,
    String zone,
    Map<String, String> breakers,
    Map<String, Double> stalenessMs) {

  Sample {
    breakers = breakers == null ? Map.of() : breakers;
    stalenessMs = stalenessMs == null ? Map.of() : stalenessMs;
  }

  /** The smallest bound that it could have stated; empty if it knew none. */
  OptionalDouble bound() {
    return stalenessMs.values().stream()
        .filter(Objects::nonNull)
        .mapToDouble(Double::doubleValue)
        .min();
  }
}
