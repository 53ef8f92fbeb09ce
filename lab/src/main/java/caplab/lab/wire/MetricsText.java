package caplab.lab.wire;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a service answers at {@code /metrics}, in the text format of Prometheus. */
public record MetricsText(List<Series> series) {

  private static final Pattern LINE =
      Pattern.compile(
          "^([a-zA-Z_:][\\w:]*)(?:\\{(.*)})? ([\\d.eE+-]+|[+-]Inf|NaN)$", Pattern.MULTILINE);
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

  /** One series and its value. */
  public record Series(String name, Map<String, String> labels, double value) {

    /** Empty if it has no such label. */
    public String label(String label) {
      return labels.getOrDefault(label, "");
    }
  }

  /** Reads the text; what is no series is left out. */
  public static MetricsText read(String text) {
    return new MetricsText(LINE.matcher(text).results().map(MetricsText::line).toList());
  }

  /** All series of one metric. */
  public Stream<Series> of(String name) {
    return series.stream().filter(each -> each.name().equals(name));
  }

  /** The value of a metric that has one series; 0 if there is none. */
  public double value(String name) {
    return of(name).findFirst().map(Series::value).orElse(0.0);
  }

  /** As it is written: {@code +Inf}, {@code 0.005}. */
  public static double number(String written) {
    return Double.parseDouble(written.replace("Inf", "Infinity"));
  }

  private static Series line(MatchResult line) {
    Map<String, String> labels = new TreeMap<>();
    LABEL
        .matcher(Optional.ofNullable(line.group(2)).orElse(""))
        .results()
        .forEach(label -> labels.put(label.group(1), label.group(2)));
    return new Series(line.group(1), labels, number(line.group(3)));
  }
}
