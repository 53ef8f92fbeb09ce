package caplab.cp;

import caplab.http.Described;
import caplab.http.Problem.Kind;
import caplab.http.Schema;
import caplab.http.Schemas;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What app-cp's own routes answer, for the OpenAPI document. */
final class CpDescription {

  private static final List<String> ETAG = List.of("ETag");

  private static final Schema QUORUM =
      Schema.object().member("required", Schema.whole(1)).member("received", Schema.whole(0));

  private CpDescription() {}

  static List<Described> of(String operation) {
    return switch (operation) {
      case "write" ->
          List.of(
              Described.json(200, "Written", "Written", changed("write", 1))
                  .with(ETAG)
                  .like(example("write", Map.of("version", 3))));
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
              Described.json(200, "The value", "Value", read().member("value", Schema.text()))
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

  private static Map<String, Object> example(String operation, Map<String, Object> more) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("mode", "cp");
    body.put("operation", operation);
    body.put("key", "test");
    body.putAll(more);
    body.put("nodes", Map.of("db_g1", "accepted", "db_g2", "accepted", "db_g3", "unreachable"));
    body.put("quorum", Map.of("required", 2, "received", 2));
    body.put("request_id", "4bf92f3577b34da6a3ce929d0e0e4736");
    return body;
  }
}
