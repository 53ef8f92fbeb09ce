package caplab.lab.stage;

import java.util.Map;
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
    String metrics) {

  /** The same, without its text. */
  public Sample brief() {
    return new Sample(timeMs, service, zone, breakers, stalenessMs, resyncs, "");
  }
}
