package caplab.lab.run;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * When something was wrong, in milliseconds since the start of the run.
 *
 * @param name what: {@code isolate}
 * @param target on whom: {@code g2}, {@code g1:db_g2}
 * @param fromMs when it had begun
 * @param toMs when it had been healed
 */
public record FaultSpan(String name, String target, double fromMs, double toMs) {

  private static final String STALL = "machine stall";

  private record What(String name, String target) {}

  /**
   * The machine itself was slow for a while, without any fault of the experiment: a process that
   * nobody disturbed took long to answer the simplest question. Services cannot be blamed for what
   * they did then.
   */
  public static FaultSpan stall(String target, double fromMs, double toMs) {
    return new FaultSpan(STALL, target, fromMs, toMs);
  }

  /** Whether it was not the experiment's doing, but the machine's that it ran on. */
  @JsonIgnore
  public boolean isStall() {
    return name.equals(STALL);
  }

  /** The same, no matter on whom. */
  public FaultSpan anywhere() {
    return new FaultSpan(name, "", fromMs, toMs);
  }

  /** The same, but over so much later. */
  public FaultSpan longerBy(double ms) {
    return new FaultSpan(name, target, fromMs, toMs + ms);
  }

  /** Whether anything between these moments was in the span. */
  public boolean touches(double beginMs, double endMs) {
    return beginMs < toMs && endMs >= fromMs;
  }

  /**
   * Whether a cut with this target parts two zones. The target is in the grammar of {@code cut}:
   * spaces between groups, commas within, and those not named form one more group. A node stands
   * for its zone; a single link or instance parts nobody, for another instance can ship.
   */
  public boolean parts(String zone, String other) {
    return target.indexOf(':') < 0 && !target.contains("app_") && group(zone) != group(other);
  }

  private int group(String zone) {
    List<String> groups = List.of(target.trim().split("\\s+"));
    for (String group : groups) {
      if (Stream.of(group.split(",")).map(FaultSpan::zone).anyMatch(zone::equals)) {
        return groups.indexOf(group);
      }
    }
    return groups.size();
  }

  /** The zone of a node: {@code g2} of {@code db_g2}. */
  static String zone(String node) {
    return node.startsWith("db_") ? node.substring("db_".length()) : node;
  }

  /** The time in any of the spans. */
  public static double coveredMs(Collection<FaultSpan> spans) {
    double covered = 0;
    double until = Double.NEGATIVE_INFINITY;
    for (FaultSpan span : byBeginning(spans)) {
      covered += Math.max(0, span.toMs - Math.max(until, span.fromMs));
      until = Math.max(until, span.toMs);
    }
    return covered;
  }

  /** Spans of one fault that meet or overlap become one; in order of time. */
  public static List<FaultSpan> joined(Collection<FaultSpan> spans) {
    Map<What, List<FaultSpan>> joined = new LinkedHashMap<>();
    for (FaultSpan each : byBeginning(spans)) {
      What what = new What(each.name, each.target);
      add(joined.computeIfAbsent(what, any -> new ArrayList<>()), each);
    }
    return byBeginning(joined.values().stream().flatMap(List::stream).toList());
  }

  private static void add(List<FaultSpan> before, FaultSpan next) {
    if (before.isEmpty() || before.getLast().toMs < next.fromMs) {
      before.add(next);
      return;
    }
    FaultSpan last = before.removeLast();
    before.add(new FaultSpan(last.name, last.target, last.fromMs, Math.max(last.toMs, next.toMs)));
  }

  private static List<FaultSpan> byBeginning(Collection<FaultSpan> spans) {
    return spans.stream().sorted(Comparator.comparingDouble(FaultSpan::fromMs)).toList();
  }
}
