package caplab.lab.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * When something was broken.
 *
 * @param name what: {@code isolate}
 * @param target on whom: {@code g1}
 * @param fromMs since the start of the run
 * @param toMs when it was healed
 */
record FaultSpan(String name, String target, double fromMs, double toMs) {

  private static final String STALL = "machine stall";

  private record What(String name, String target) {}

  /** Whether it was not the experiment's doing, but the machine's that it ran on. */
  boolean isStall() {
    return name.equals(STALL);
  }

  /** The same, no matter on whom. */
  FaultSpan anywhere() {
    return new FaultSpan(name, "", fromMs, toMs);
  }

  /** Spans of one fault that meet or overlap become one; in order of time. */
  static List<FaultSpan> joined(List<FaultSpan> spans) {
    Map<What, List<FaultSpan>> joined = new LinkedHashMap<>();
    spans.stream()
        .sorted(Comparator.comparingDouble(FaultSpan::fromMs))
        .forEach(it ->
            add(
                joined.computeIfAbsent(new What(it.name, it.target), key -> new ArrayList<>()),
                it));
    return joined.values().stream()
        .flatMap(List::stream)
        .sorted(Comparator.comparingDouble(FaultSpan::fromMs))
        .toList();
  }

  private static void add(List<FaultSpan> before, FaultSpan next) {
    if (before.isEmpty() || before.getLast().toMs < next.fromMs) {
      before.add(next);
      return;
    }
    FaultSpan last = before.removeLast();
    before.add(new FaultSpan(last.name, last.target, last.fromMs, Math.max(last.toMs, next.toMs)));
  }
}
