package caplab.lab.monitoring;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An expression of Prometheus, as far as its names go. */
record PromQl(String text) {

  private static final Pattern GROUPING =
      Pattern.compile("\\b(by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)");
  private static final Pattern SELECTOR =
      Pattern.compile("(?<![\\w:.])([a-zA-Z_:][\\w:]*)\\s*(?:\\{([^}]*)\\})?(?!\\s*\\(|[\\w:])");
  private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(?:=~|!~|!=|=)\\s*\"[^\"]*\"");
  private static final Set<String> WORDS =
      Set.of("and", "or", "unless", "bool", "offset", "Inf", "NaN", "inf", "nan");

  /** The metrics asked for, each with the labels by which it is chosen. */
  Map<String, Set<String>> selectors() {
    String bare = GROUPING.matcher(text.replaceAll("\\[[^\\]]*\\]", "")).replaceAll(" ");
    Map<String, Set<String>> selectors = new TreeMap<>();
    Matcher found = SELECTOR.matcher(bare);
    while (found.find()) {
      if (!WORDS.contains(found.group(1))) {
        Set<String> labels = selectors.computeIfAbsent(found.group(1), metric -> new TreeSet<>());
        if (found.group(2) != null) {
          MATCHER.matcher(found.group(2)).results().forEach(label -> labels.add(label.group(1)));
        }
      }
    }
    return selectors;
  }

  Set<String> metrics() {
    return selectors().keySet();
  }
}
