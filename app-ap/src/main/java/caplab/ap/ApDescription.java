package caplab.ap;

import caplab.http.Described;
import caplab.http.Problem.Kind;
import caplab.http.Schema;
import caplab.http.Schemas;
import java.util.List;

/** What app-ap's own routes answer, for the OpenAPI document. */
final class ApDescription {

  private static final List<String> SESSION =
      List.of("X-Session-Token", "Set-Cookie", "X-Causal-Context");
  private static final List<String> BOUND =
      List.of("X-Session-Token", "Set-Cookie", "X-Causal-Context", "X-Staleness-Ms", "Age");

  /** Sealed, so of no use but to be sent back. */
  private static final Schema TOKEN = Schema.matching("[A-Za-z0-9._-]+").like("AAAB.x7Kq");

  private ApDescription() {}

  static List<Described> of(String operation) {
    return switch (operation) {
      case "write" ->
          List.of(Described.json(200, "Written", "Written", changed("write")).with(SESSION));
      case "delete" ->
          List.of(
              Described.json(
                      200,
                      "Deleted, or nothing was there",
                      "Deleted",
                      changed("delete").member("existed", Schema.truth()))
                  .with(SESSION));
      case "read" ->
          List.of(
              Described.json(
                      200, "A value", "Value", read().member("value", Schema.text().like("value1")))
                  .with(BOUND),
              Described.json(404, "No value is there", "NoValue", read()).with(BOUND));
      default -> throw new IllegalArgumentException(operation);
    };
  }

  static Kind[] refusals(String operation) {
    return switch (operation) {
      case "read" -> new Kind[0];
      case "write" -> new Kind[] {Kind.UNKNOWN_OUTCOME, Kind.FULL, Kind.CROWDED};
      default -> new Kind[] {Kind.UNKNOWN_OUTCOME, Kind.FULL};
    };
  }

  private static Schema changed(String operation) {
    return Schemas.finished(
        Schemas.about("ap", operation)
            .member("node", Schemas.NODE)
            .member("context", TOKEN)
            .member("replicated_to", Schema.listOf(Schemas.NODE))
            .member("pending", Schema.listOf(Schemas.NODE))
            .member("session", Schema.oneOf("satisfied", "behind"))
            .optional("sibling_count", Schema.whole(2))
            .optional("unanswered_attempts", Schema.whole(1)));
  }

  private static Schema read() {
    return Schemas.finished(
        Schemas.about("ap", "read")
            .member("node", Schemas.NODE)
            .member("staleness_ms", Schema.whole(0).orNull())
            .member("max_staleness_ms", Schema.whole(0))
            .member("stale", Schema.truth())
            .optional("siblings", Schema.listOf(Schema.text()))
            .member("context", TOKEN)
            .member("session", Schema.oneOf("satisfied", "behind", "lost"))
            .optional("merged", Schema.listOf(Schemas.NODE)));
  }
}
