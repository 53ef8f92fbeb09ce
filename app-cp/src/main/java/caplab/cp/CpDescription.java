package caplab.cp;

import caplab.http.Described;
import caplab.http.Problem.Kind;
import caplab.http.Schema;
import caplab.http.Schemas;
import java.util.List;

/** What app-cp's own routes answer, for the OpenAPI document. */
final class CpDescription {

  private static final List<String> ETAG = List.of("ETag");

  private static final Schema QUORUM =
      Schema.object().member("required", Schema.whole(1)).member("received", Schema.whole(0));

  private CpDescription() {}

  static List<Described> of(String operation) {
    return switch (operation) {
      case "write" ->
          List.of(Described.json(200, "Written", "Written", changed("write", 1)).with(ETAG));
      case "delete" ->
          List.of(
              Described.json(
                      200,
                      "Deleted, or nothing was there",
                      "Deleted",
                      changed("delete", 0).member("existed", Schema.truth()))
                  .with(ETAG));
      case "read" ->
          List.of(
              Described.json(
                      200,
                      "The value",
                      "Value",
                      read().member("value", Schema.text().like("value1")))
                  .with(ETAG),
              Described.bare(304, "The client has this version").with(ETAG),
              Described.json(404, "No value is there", "NoValue", read()).with(ETAG));
      default -> throw new IllegalArgumentException(operation);
    };
  }

  static Kind[] refusals(String operation) {
    return operation.equals("read")
        ? new Kind[] {Kind.PRECONDITION_FAILED}
        : new Kind[] {
          Kind.CONFLICT, Kind.PRECONDITION_FAILED, Kind.REUSED, Kind.UNKNOWN_OUTCOME, Kind.FULL
        };
  }

  /** What {@code GET /op/{id}} tells. */
  static List<Described> settled() {
    Schema schema =
        Schemas.about("cp", "op")
            .member("outcome", Schema.oneOf("applied", "not_applied", "unknown"))
            .optional("version", Schema.whole(1))
            .optional("explain", Schema.open())
            .member("request_id", Schemas.REQUEST_ID);
    return List.of(Described.json(200, "What became of it", "Settled", schema));
  }

  private static Schema changed(String operation, long least) {
    return Schemas.finished(
        Schemas.about("cp", operation)
            .member("version", Schema.whole(least))
            .member("quorum", QUORUM));
  }

  private static Schema read() {
    return Schemas.finished(
        Schemas.about("cp", "read")
            .member("version", Schema.whole(0))
            .member("staleness_ms", Schema.whole(0, 0))
            .member("max_staleness_ms", Schema.whole(1))
            .member("stale", Schema.truth())
            .member("quorum", QUORUM));
  }
}
