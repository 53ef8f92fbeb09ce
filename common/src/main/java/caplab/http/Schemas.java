package caplab.http;

import caplab.http.Problem.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What the bodies of both services are made of. */
public final class Schemas {

  public static final Schema KEY =
      new Schema(
              Map.of(
                  "type",
                  "string",
                  "minLength",
                  1,
                  "maxLength",
                  PathText.KEY_BYTES_MAX,
                  "pattern",
                  "^[^\\u0000-\\u001f\\u007f-\\u009f]+$"))
          .like("test");
  public static final Schema REQUEST_ID =
      Schema.matching("[A-Za-z0-9._-]{1,128}").like("4bf92f3577b34da6a3ce929d0e0e4736");
  public static final Schema NODE = Schema.text().like("db_g1");
  public static final Schema NODES =
      Schema.mapOf(
          Schema.oneOf(
              Arrays.stream(NodeWords.Word.values()).map(NodeWords.Word::toString).toList()));
  public static final Schema BREAKER_STATE = Schema.oneOf("CLOSED", "HALF_OPEN", "OPEN");

  private Schemas() {}

  /** The members that answers about keys begin with. */
  public static Schema about(String mode, String operation) {
    return Schema.object()
        .member("mode", Schema.oneOf(mode))
        .member("operation", Schema.oneOf(operation))
        .member("key", KEY);
  }

  /** Those that they end with. */
  public static Schema finished(Schema begun) {
    return begun
        .member("nodes", NODES)
        .optional("explain", Schema.open())
        .member("request_id", REQUEST_ID);
  }

  static Schema breaker(Schema begun) {
    return begun
        .member("state", BREAKER_STATE)
        .member("forced", Schema.truth())
        .member("next_attempt_in_ms", Schema.whole(0).orNull())
        .member("failure_rate_percent", Schema.number().orNull());
  }

  static Schema breakers() {
    return Schema.object()
        .member("mode", Schema.oneOf("cp", "ap"))
        .member("breakers", Schema.mapOf(breaker(Schema.object())))
        .member("required", Schema.whole(1))
        .member("quorum_possible", Schema.truth())
        .member("survivable_losses", Schema.whole(0));
  }

  /** For whoever has no token; with one it is the same as {@link #health}. */
  static Schema healthInAWord() {
    return Schema.object()
        .member("status", Schema.oneOf("UP", "DEGRADED", "DOWN"))
        .optional("mode", Schema.oneOf("cp", "ap"))
        .optional("nodes_serving", Schema.listOf(NODE))
        .optional("nodes_total", Schema.whole(1))
        .optional("required", Schema.whole(1))
        .optional("survivable_losses", Schema.whole(0));
  }

  static Schema health() {
    return Schema.object()
        .member("status", Schema.oneOf("UP", "DEGRADED", "DOWN"))
        .member("mode", Schema.oneOf("cp", "ap"))
        .member("nodes_serving", Schema.listOf(NODE))
        .member("nodes_total", Schema.whole(1))
        .member("required", Schema.whole(1))
        .member("survivable_losses", Schema.whole(0));
  }

  static Schema detailed() {
    Schema node =
        Schema.object()
            .member("connected", Schema.truth())
            .member("address", Schema.text().like("127.0.0.1:6379"))
            .member("version", Schema.text().like("7.0.15").orNull())
            .member("run_id", Schema.text().orNull())
            .member("latency_ms", Schema.number().orNull())
            .member("queued", Schema.whole(0))
            .member("queue_limit", Schema.whole(0))
            .member("unsafe_settings", Schema.listOf(Schema.text()))
            .member("refuses_writes", Schema.text().orNull())
            .member("trouble", Schema.text().orNull())
            .member("breaker", breaker(Schema.object()));
    return health()
        .member("nodes", Schema.mapOf(node))
        .member("promises", Schema.mapOf(Schema.truth()).like(Map.of("accepting_requests", true)))
        .andOthers();
  }

  static Schema status(String... words) {
    return Schema.object().member("status", Schema.oneOf(words));
  }

  static Schema index() {
    return Schema.object()
        .member("service", Schema.oneOf("app-cp", "app-ap"))
        .member("mode", Schema.oneOf("cp", "ap"))
        .member("summary", Schema.text())
        .member(
            "endpoints", Schema.mapOf(Schema.text()).like(Map.of("GET /live", "Whether it works")));
  }

  /** Every refusal; what is optional is there where it applies. */
  static Schema problem() {
    List<Object> statuses =
        Arrays.stream(Kind.values()).<Object>map(kind -> kind.status).distinct().toList();
    return Schema.object()
        .member("type", Schema.oneOf(Arrays.stream(Kind.values()).map(Problems::type).toList()))
        .member("title", Schema.text())
        .member("status", new Schema(Map.of("type", "integer", "enum", statuses)))
        .member("detail", Schema.text())
        .member("instance", Schema.text())
        .member("request_id", REQUEST_ID)
        .member("outcome", Schema.oneOf("not_applied", "unknown"))
        .member("advice", Schema.text())
        .optional(
            "quorum",
            Schema.object()
                .member("required", Schema.whole(1))
                .member("reachable", Schema.whole(0))
                .member("received", Schema.whole(0)))
        .optional("nodes", NODES)
        .optional("retry_after_ms", Schema.whole(0))
        .optional("op", Schema.matching("/op/[A-Za-z0-9._-]+"))
        .optional("version", Schema.whole(0))
        .optional("staleness_ms", Schema.whole(0).orNull())
        .optional("session", Schema.oneOf("satisfied", "behind", "lost"))
        .optional("unanswered_attempts", Schema.whole(0))
        .optional("max_value_bytes", Schema.whole(1))
        .optional("known", Schema.listOf(Schema.text()))
        .optional("paths", Schema.listOf(Schema.text()))
        .optional("explain", Schema.open());
  }
}
