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
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import tools.jackson.core.JacksonException;

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

  static String difference(Answer consistent, Answer available) {
    if (consistent.ok() && available.ok()) {
      return value(consistent).equals(value(available)) ? "none" : "other values: both answered";
    }
    if (consistent.ok() == available.ok()) {
      return consistent.status() == available.status() ? "none" : "other refusals";
    }
    return consistent.ok() ? "only app-cp answered" : "only app-ap answered";
  }

  private static String value(Answer answer) {
    try {
      return LabJson.MAPPER.readTree(answer.body()).path("value").asString("");
    } catch (JacksonException unreadable) {
      return answer.body();
    }
  }
}
