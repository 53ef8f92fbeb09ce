package caplab.lab.stage;

import caplab.lab.wire.Http;
import caplab.lab.wire.LabJson;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLHandshakeException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Calls as HTTP requests, and what comes back as answers. */
final class ServiceClient {

  /** One request in so many wants to know which nodes were asked. */
  private static final int EXPLAINED = 7;

  private final AtomicLong calls = new AtomicLong();
  private final LongSupplier now;
  private final Duration answer;
  private final Http services;

  /** One whose clients wait so long for an answer. */
  ServiceClient(LongSupplier now, Duration answer, Http services) {
    this.now = now;
    this.answer = answer;
    this.services = services;
  }

  /** Sends a call to a port of this machine; the answer carries the time at which it came. */
  CompletableFuture<ClientAnswer> send(int port, ClientCall call) {
    return services
        .send(request(port, call))
        .handle((response, failure) ->
            failure == null ? answer(response) : none(failure, now.getAsLong()));
  }

  /** The text at a path, empty if none came. */
  CompletableFuture<String> text(int port, String path) {
    return services.look(port, path).thenApply(it -> it.map(HttpResponse::body).orElse(""));
  }

  private HttpRequest request(int port, ClientCall call) {
    String key = Http.segment(call.key());
    String path =
        switch (call.f()) {
          case READ -> "/read/" + key;
          case WRITE, CAS, DELETE -> "/write/" + key;
        };
    String explain = calls.getAndIncrement() % EXPLAINED == 0 ? "?explain=1" : "";
    HttpRequest.Builder request = services.to(port, path + explain, answer);
    call.ifVersion().ifPresent(version -> request.header("If-Match", "\"" + version + "\""));
    call.context().ifPresent(context -> request.header("X-Causal-Context", context));
    call.session().ifPresent(token -> request.header("X-Session-Token", token));
    return switch (call.f()) {
      case READ -> request.GET().build();
      case WRITE, CAS -> request.POST(BodyPublishers.ofString(call.value().orElseThrow())).build();
      case DELETE -> request.DELETE().build();
    };
  }

  private ClientAnswer answer(HttpResponse<String> response) {
    long at = now.getAsLong();
    JsonNode body;
    try {
      body = LabJson.MAPPER.readTree(response.body());
    } catch (JacksonException unreadable) {
      return ClientAnswer.none(at, true, "not JSON: " + response.statusCode());
    }
    return new ClientAnswer(
        at,
        response.statusCode(),
        true,
        response.headers().firstValue("Connection").filter("close"::equals).isPresent(),
        values(body),
        number(body, "version"),
        number(body, "staleness_ms"),
        text(body, "context"),
        response.headers().firstValue("X-Session-Token"),
        text(body, "session"),
        text(body, "node"),
        response.headers().firstValue("Retry-After"),
        text(body, "outcome"),
        text(body, "detail"),
        explain(body));
  }

  private static ClientAnswer none(Throwable failure, long at) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    boolean sent =
        !(cause instanceof ConnectException
            || cause instanceof HttpConnectTimeoutException
            || cause instanceof SSLHandshakeException);
    return ClientAnswer.none(at, sent, cause.getClass().getSimpleName());
  }

  /** The rounds and each node's part; not the state of links, which is no part of the request. */
  private static Optional<JsonNode> explain(JsonNode body) {
    if (!body.has("explain")) {
      return Optional.empty();
    }
    ObjectNode explain = LabJson.MAPPER.createObjectNode();
    explain.set("nodes", body.path("nodes"));
    if (body.path("explain").has("rounds")) {
      explain.set("rounds", body.path("explain").path("rounds"));
    }
    return Optional.of(explain);
  }

  private static List<String> values(JsonNode body) {
    List<String> values = new ArrayList<>();
    body.path("siblings").forEach(sibling -> values.add(sibling.asString()));
    text(body, "value")
        .ifPresent(shown -> {
          values.remove(shown);
          values.addFirst(shown);
        });
    return values;
  }

  private static Optional<String> text(JsonNode body, String member) {
    JsonNode node = body.path(member);
    return node.isString() ? Optional.of(node.asString()) : Optional.empty();
  }

  private static OptionalLong number(JsonNode body, String member) {
    JsonNode node = body.path(member);
    return node.isNumber() ? OptionalLong.of(node.asLong()) : OptionalLong.empty();
  }
}
