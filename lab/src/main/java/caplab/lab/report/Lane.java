package caplab.lab.report;

import caplab.lab.run.Sample;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The states of one breaker, one after another.
 *
 * @param mode of the instance it belongs to
 * @param zone of that instance
 * @param node the node that it guards
 */
record Lane(String mode, String zone, String node, List<Span> spans) {

  /** One state, from when it was first seen until another was, or until it was last seen. */
  record Span(String state, double fromMs, double toMs) {}

  private record Breaker(String mode, String zone, String node) {}

  /**
   * Joins what was seen.
   *
   * @param samples in order of time
   */
  static List<Lane> of(List<Sample> samples) {
    Map<Breaker, List<Span>> lanes = new LinkedHashMap<>();
    for (Sample sample : samples) {
      sample
          .breakers()
          .forEach((node, state) ->
              extend(
                  lanes.computeIfAbsent(
                      new Breaker(sample.mode(), sample.zone(), node), it -> new ArrayList<>()),
                  state,
                  (double) sample.timeMs()));
    }
    return lanes.entrySet().stream()
        .map(it ->
            new Lane(
                it.getKey().mode(),
                it.getKey().zone(),
                it.getKey().node(),
                List.copyOf(it.getValue())))
        .toList();
  }

  private static void extend(List<Span> spans, String state, double now) {
    if (!spans.isEmpty()) {
      Span last = spans.removeLast();
      spans.add(new Span(last.state(), last.fromMs(), now));
      if (last.state().equals(state)) {
        return;
      }
    }
    spans.add(new Span(state, now, now));
  }
}
