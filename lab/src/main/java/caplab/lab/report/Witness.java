package caplab.lab.report;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The operations that show a broken promise.
 *
 * @param lines as the checker told them
 * @param steps those of the lines that can be drawn
 */
record Witness(String service, String promise, List<String> lines, List<Step> steps) {

  /**
   * One operation of the drawing.
   *
   * @param process who did it
   * @param place whom it asked; may be empty
   * @param label what was asked and what came of it
   * @param toMs when it was over; null if that was never known
   */
  record Step(String process, String place, String label, double fromMs, Double toMs) {}

  /** As {@link caplab.lab.history.Operation#toString} writes it. */
  private static final Pattern LINE =
      Pattern.compile(
          "process (?<process>\\d+)(?: (?<place>[^:]+))?: (?<label>.*) {2}"
              + "\\[(?<from>[\\d.]+) – (?:(?<to>[\\d.]+)|…) ms]",
          Pattern.DOTALL);

  static Witness of(String service, String promise, List<String> lines) {
    return new Witness(
        service,
        promise,
        lines,
        lines.stream().map(Witness::step).flatMap(Optional::stream).toList());
  }

  private static Optional<Step> step(String line) {
    Matcher seen = LINE.matcher(line);
    if (!seen.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new Step(
            seen.group("process"),
            Optional.ofNullable(seen.group("place")).orElse(""),
            seen.group("label"),
            Double.parseDouble(seen.group("from")),
            Optional.ofNullable(seen.group("to")).map(Double::valueOf).orElse(null)));
  }
}
