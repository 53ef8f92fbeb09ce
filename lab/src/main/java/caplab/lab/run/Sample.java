package caplab.lab.run;

import caplab.lab.model.Topology.Instance;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * How one service instance stood at one moment.
 *
 * @param timeMs since the start of the run
 * @param breakers {@code CLOSED}, {@code HALF_OPEN} or {@code OPEN}, by node
 * @param stalenessMs the bound that a read at the node would state; empty where unknown
 * @param resyncs that it has completed, of app-ap
 * @param metrics the text that all this was read from
 */
public record Sample(
    long timeMs,
    String service,
    String zone,
    Map<String, String> breakers,
    Map<String, OptionalDouble> stalenessMs,
    long resyncs,
    @JsonInclude(Include.NON_EMPTY) String metrics) {

  public Sample {
    breakers = Objects.requireNonNullElse(breakers, Map.of());
    stalenessMs = Objects.requireNonNullElse(stalenessMs, Map.of());
    metrics = Objects.requireNonNullElse(metrics, "");
  }

  /** {@code cp} or {@code ap}; empty of another's name. */
  public String mode() {
    return Instance.named(service).map(it -> it.kind().mode()).orElse("");
  }

  /** The same, without its text. */
  public Sample brief() {
    return new Sample(timeMs, service, zone, breakers, stalenessMs, resyncs, "");
  }

  /** The smallest bound that it could have stated; empty if it knew none. */
  public OptionalDouble bound() {
    return stalenessMs.values().stream().flatMapToDouble(OptionalDouble::stream).min();
  }
}
