package caplab.lab.twin;

import caplab.lab.embedded.Ports;
import caplab.lab.model.Topology.Instance;
import caplab.lab.model.Topology.Kind;
import caplab.lab.model.UserError;
import caplab.lab.wire.Http;
import caplab.lab.wire.LabJson;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * What both services of one zone answered to the same request.
 *
 * @param difference in one line: who answered, and whether they agree
 */
public record Twin(Answer cp, Answer ap, String difference) {

  private static final Duration ANSWER = Duration.ofSeconds(6);

  /** What can be asked. */
  public enum Operation {
    WRITE,
    READ,
    DELETE
  }

  /** What one service said; status 0 and why as body where it said nothing. */
  public record Answer(int status, double latencyMs, String body) {

    boolean ok() {
      return status / 100 == 2;
    }

    /** That there is nothing is an answer, too. */
    boolean answers() {
      return ok() || status == 404;
    }
  }

  /** Asks both at once and waits for both, at most six seconds. {@code value} is for a write. */
  public static Twin ask(
      Http services, Ports ports, int zone, Operation operation, String key, String value) {
    return ask(services, ports, zone, operation, key, value, Optional.empty());
  }

  /** The same; {@code context} says to app-ap which siblings a write replaces. */
  public static Twin ask(
      Http services,
      Ports ports,
      int zone,
      Operation operation,
      String key,
      String value,
      Optional<String> context) {
    if ((operation == Operation.WRITE) == (value == null)) {
      throw UserError.usage("a value goes with a write, and only there");
    }
    CompletableFuture<Answer> consistent =
        ask(
            services,
            ports.instance(new Instance(Kind.CP, zone)),
            operation,
            key,
            value,
            Optional.empty());
    CompletableFuture<Answer> available =
        ask(services, ports.instance(new Instance(Kind.AP, zone)), operation, key, value, context);
    Answer cp = consistent.join();
    Answer ap = available.join();
    return new Twin(cp, ap, difference(cp, ap));
  }

  private static CompletableFuture<Answer> ask(
      Http services,
      int port,
      Operation operation,
      String key,
      String value,
      Optional<String> context) {
    String path = operation == Operation.READ ? "/read/" : "/write/";
    HttpRequest.Builder request = services.to(port, path + Http.segment(key), ANSWER);
    switch (operation) {
      case READ -> request.GET();
      case WRITE -> request.POST(BodyPublishers.ofString(value));
      case DELETE -> request.DELETE();
    }
    context.ifPresent(read -> request.header("X-Causal-Context", read));
    long asked = System.nanoTime();
    return services
        .send(request.build())
        .handle((response, failure) -> {
          double latencyMs = (System.nanoTime() - asked) / 1e6;
          return failure == null
              ? new Answer(response.statusCode(), latencyMs, response.body().strip())
              : new Answer(0, latencyMs, String.valueOf(failure.getMessage()));
        });
  }

  /** Both answers and how they differ, in one sentence. */
  public String sentence() {
    return "app-cp %s; app-ap %s; difference: %s".formatted(said(cp), said(ap), difference);
  }

  private static String said(Answer answer) {
    JsonNode body = body(answer);
    if (answer.status() == 0) {
      return "does not answer (" + answer.body() + ")";
    }
    if (!answer.ok()) {
      return "answers %d: %s"
          .formatted(answer.status(), body.path("detail").asString(answer.body()));
    }
    List<String> values = new ArrayList<>();
    body.path("siblings").forEach(each -> values.add(each.toString()));
    if (values.isEmpty() && body.path("operation").asString("").equals("read")) {
      values.add(body.path("value").toString());
    }
    return "%s in %.1f ms%s"
        .formatted(
            values.isEmpty() ? "took it" : "answers " + String.join(" beside ", values),
            answer.latencyMs(),
            body.path("stale").asBoolean(false) ? ", and calls that stale" : "");
  }

  static String difference(Answer consistent, Answer available) {
    if (consistent.answers() && available.answers()) {
      return value(consistent).equals(value(available)) ? "none" : "other values: both answered";
    }
    if (consistent.answers() == available.answers()) {
      return consistent.status() == available.status() ? "none" : "other refusals";
    }
    return consistent.answers() ? "only app-cp answered" : "only app-ap answered";
  }

  private static String value(Answer answer) {
    return body(answer).path("value").asString("");
  }

  private static JsonNode body(Answer answer) {
    try {
      return LabJson.MAPPER.readTree(answer.body());
    } catch (JacksonException unreadable) {
      return LabJson.MAPPER.createObjectNode();
    }
  }
}
