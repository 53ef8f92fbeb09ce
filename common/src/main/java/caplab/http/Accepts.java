package caplab.http;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a caller takes of what there is (RFC 9110, 12.5): of the ranges that fit a form, the most
 * specific one decides its weight.
 */
final class Accepts {

  private static final String VERSION = "version=";

  private Accepts() {}

  /**
   * The form of the greatest weight, the first of equals; empty if none is taken.
   *
   * @param lines of {@code Accept}; without any all is taken
   * @param forms media types, with parameters; where a range asks for a version it is theirs
   */
  static Optional<String> best(List<String> lines, List<String> forms) {
    if (lines.isEmpty() && !forms.isEmpty()) {
      return Optional.of(forms.getFirst());
    }
    List<String> ranges = FieldList.elements(lines);
    if (ranges.isEmpty()) {
      return forms.stream().findFirst();
    }
    String best = null;
    double most = 0;
    for (String form : forms) {
      double weight = weight(ranges, range -> specific(range, form));
      if (weight > most) {
        most = weight;
        best = form;
      }
    }
    return Optional.ofNullable(best);
  }

  /** Whether gzip is taken no less than what is not encoded, and asked for at all. */
  static boolean gzip(List<String> lines) {
    List<String> ranges = FieldList.elements(lines);
    double gzip = weight(ranges, range -> named(range, List.of("gzip", "x-gzip")));
    return gzip > 0 && gzip >= weight(ranges, range -> named(range, List.of("identity")));
  }

  /** How closely a range, its parameters behind it, names something; 0 if it does not. */
  private interface Fit {
    int of(List<String> range);
  }

  /** 0 if no range fits; of equally specific ones the most. */
  private static double weight(List<String> ranges, Fit fit) {
    double weight = 0;
    int decided = 0;
    for (String range : ranges) {
      List<String> parts = FieldList.parameters(range.toLowerCase(Locale.ROOT));
      int specific = parts.isEmpty() ? 0 : fit.of(parts);
      if (specific > decided || (specific == decided && specific > 0)) {
        weight = specific > decided ? quality(parts) : Math.max(weight, quality(parts));
        decided = specific;
      }
    }
    return weight;
  }

  private static double quality(List<String> parts) {
    return parts.stream()
        .filter(part -> part.matches("q=([01]\\.?[0-9]*|\\.[0-9]+)"))
        .findFirst()
        .map(part -> Double.parseDouble(part.substring(2)))
        .orElse(1.0);
  }

  private static int named(List<String> range, List<String> names) {
    return names.contains(range.getFirst()) ? 2 : range.getFirst().equals("*") ? 1 : 0;
  }

  private static int specific(List<String> range, String form) {
    List<String> offered = FieldList.parameters(form);
    String type = offered.getFirst();
    boolean asksVersion = range.stream().anyMatch(part -> part.startsWith(VERSION));
    if (range.getFirst().equals(type)) {
      boolean same =
          range.stream()
              .filter(part -> part.startsWith(VERSION))
              .allMatch(part -> offered.contains(part.replace("\"", "")));
      return same ? asksVersion ? 4 : 3 : 0;
    }
    if (range.getFirst().equals(type.substring(0, type.indexOf('/')) + "/*")) {
      return 2;
    }
    return range.getFirst().equals("*/*") || range.getFirst().equals("*") ? 1 : 0;
  }
}
