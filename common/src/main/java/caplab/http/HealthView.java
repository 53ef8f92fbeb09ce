package caplab.http;

import java.util.List;
import java.util.Map;

/** What a service knows of its own health, without asking any node. */
public interface HealthView {

  /** All nodes of the service, by name. */
  List<String> nodes();

  /** Those that can serve now: breaker not open, connected, and, for app-cp, allowed to vote. */
  List<String> serving();

  /** Those of them that take writes: a node may answer and refuse every write. */
  default List<String> writing() {
    return serving();
  }

  /** How many serving nodes the service needs: a majority in app-cp, one in app-ap. */
  int required();

  /** Whether each promise can be kept now, in order, for example {@code linearizable_write}. */
  Map<String, Boolean> promises();

  /** What {@code /health/detailed} tells beside the nodes: views, watermarks, lag, ... */
  Map<String, Object> details();

  /** Whether enough nodes serve. */
  default boolean quorumPossible() {
    return serving().size() >= required();
  }

  /** Whether the next request is served, whatever it is: what {@code /ready} says. */
  default boolean ready() {
    return quorumPossible() && writing().size() >= required();
  }

  /** How many more nodes may be lost before the service refuses. */
  default int survivableLosses() {
    return Math.max(0, writing().size() - required());
  }

  /** {@code UP}, {@code DEGRADED} or {@code DOWN}. */
  default String health() {
    if (!quorumPossible()) {
      return "DOWN";
    }
    return writing().size() == nodes().size() ? "UP" : "DEGRADED";
  }
}
