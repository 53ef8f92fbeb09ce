package caplab.lab.measure;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Collection;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * When a fault was on, in milliseconds since the start of the run.
 *
 * @param name the fault: {@code isolate}
 * @param target on whom: {@code g2}, {@code g1:db_g2}
 * @param fromMs when it had begun
 * @param toMs when it had been healed
 */
public record FaultWindow(String name, String target, double fromMs, double toMs) {

  /** Whether anything of the span was in the window. */
  boolean touches(double beginMs, double endMs) {
    return beginMs < toMs && endMs >= fromMs;
  }

  /** How long the fault lasted. */
  @JsonIgnore
  public double lengthMs() {
    return toMs - fromMs;
  }

  /**
   * Whether a cut with this target parts two zones. The target is in the grammar of {@code cut}:
   * spaces between groups, commas within, and those not named form one more group. A node stands
   * for its zone; a single link or instance parts nobody, for another instance can ship.
   */
  boolean parts(String zone, String other) {
    return target.indexOf(':') < 0 && !target.contains("app_") && group(zone) != group(other);
  }

  private int group(String zone) {
    List<String> groups = List.of(target.trim().split("\\s+"));
    for (String group : groups) {
      if (Stream.of(group.split(",")).map(FaultWindow::zone).anyMatch(zone::equals)) {
        return groups.indexOf(group);
      }
    }
    return groups.size();
  }

  /** The zone of a node: {@code g2} of {@code db_g2}. */
  static String zone(String node) {
    return node.startsWith("db_") ? node.substring("db_".length()) : node;
  }

  /** Whether a request was under way, wholly or partly, in any of the windows. */
  static boolean during(Call call, Collection<FaultWindow> windows) {
    return windows.stream().anyMatch(w -> w.touches(call.invokedMs(), call.endedMs()));
  }

  /** When the last of the windows was healed; empty if there is none. */
  static OptionalDouble healed(Collection<FaultWindow> windows) {
    return windows.stream().mapToDouble(FaultWindow::toMs).max();
  }

  /** When the first of the windows began; empty if there is none. */
  static OptionalDouble began(Collection<FaultWindow> windows) {
    return windows.stream().mapToDouble(FaultWindow::fromMs).min();
  }
}
