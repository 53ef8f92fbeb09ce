package caplab.lab.model;

import caplab.node.Breaker.State;
import java.util.List;
import java.util.Map;

/**
 * What a service instance tells of itself beyond its health; all of it empty while it is silent.
 *
 * @param breakers {@code CLOSED}, {@code HALF_OPEN} or {@code OPEN}, by node
 * @param stalenessMs the bound that a read at each node would state now, null where it is unknown;
 *     empty for app-cp
 * @param maxStalenessMs the bound past which it calls a read stale
 * @param requests how many it answered, by HTTP status; those never given are left out
 * @param busyMs how long all of them took together
 */
public record InstanceVitals(
    Map<String, String> breakers,
    Map<String, Long> stalenessMs,
    long maxStalenessMs,
    Map<String, Long> requests,
    double busyMs) {

  /** Of a process that is silent, or has nothing to tell. */
  public static final InstanceVitals NONE = new InstanceVitals(Map.of(), Map.of(), 0, Map.of(), 0);

  /** Nodes that it does not ask at present. */
  List<String> openBreakers() {
    return breakers.entrySet().stream()
        .filter(breaker -> breaker.getValue().equals(State.OPEN.name()))
        .map(Map.Entry::getKey)
        .toList();
  }
}
