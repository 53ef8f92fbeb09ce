package caplab.http;

import java.util.List;

/**
 * One answer that a route may give, refusals apart, for the OpenAPI document.
 *
 * @param media of the body; empty if there is none
 * @param name of the body's schema, unique in the service
 * @param headers beside those of every answer
 */
public record Described(
    int status, String summary, String media, String name, Schema schema, List<String> headers) {

  /** A body of JSON. */
  public static Described json(int status, String summary, String name, Schema schema) {
    return new Described(status, summary, Outgoing.JSON, name, schema, List.of());
  }

  /** A body of text, whatever its media type. */
  static Described text(int status, String summary, String media, String example) {
    return new Described(status, summary, media, "", Schema.text().like(example), List.of());
  }

  /** An answer without a body. */
  public static Described bare(int status, String summary) {
    return new Described(status, summary, "", "", Schema.text(), List.of());
  }

  public Described with(List<String> names) {
    return new Described(status, summary, media, name, schema, names);
  }
}
