package caplab.http;

import java.util.ArrayList;
import java.util.List;

/**
 * Something beside path and body that a route understands.
 *
 * @param oneOf the values it takes; empty if they are not so few
 * @param schema what its values look like
 * @param summary one sentence
 */
public record Parameter(String name, In in, List<String> oneOf, Schema schema, String summary) {

  /** Where it stands; a name in a query that no route lists is refused. */
  public enum In {
    QUERY,
    HEADER,
    COOKIE
  }

  /** More of one than this the head of a request has no room for; how much less, the rest says. */
  static final int CHARACTERS_MOST = Jetty.HEADER_BYTES_MAX;

  /** Adds to an answer how it came about. */
  public static final Parameter EXPLAIN =
      oneOf("explain", List.of("0", "1"), "1 adds how the answer came about");

  public static Parameter query(String name, String summary) {
    return new Parameter(name, In.QUERY, List.of(), Schema.text(), summary);
  }

  public static Parameter oneOf(String name, List<String> values, String summary) {
    return new Parameter(name, In.QUERY, values, Schema.oneOf(values), summary);
  }

  public static Parameter header(String name, String summary) {
    return new Parameter(name, In.HEADER, List.of(), Schema.text(), summary);
  }

  /** One that must not be empty. */
  public static Parameter header(String name, int mostCharacters, String summary) {
    return new Parameter(name, In.HEADER, List.of(), Schema.text(1, mostCharacters), summary);
  }

  /** A condition. */
  public static Parameter entityTags(String name, String summary) {
    return header(name, CHARACTERS_MOST, summary);
  }

  public static Parameter cookie(String name, String summary) {
    return new Parameter(name, In.COOKIE, List.of(), Schema.text(), summary);
  }

  /** A whole number from 0. */
  public static Parameter whole(String name, long most, String summary) {
    return new Parameter(name, In.QUERY, List.of(), Schema.whole(0, most), summary);
  }

  /** These and those. */
  public static List<Parameter> join(List<Parameter> some, Parameter... more) {
    List<Parameter> all = new ArrayList<>(some);
    all.addAll(List.of(more));
    return List.copyOf(all);
  }
}
