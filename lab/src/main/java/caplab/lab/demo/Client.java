package caplab.lab.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/** Asks a service as curl would and keeps what it answered. */
final class Client implements AutoCloseable {

  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  /**
   * One answer.
   *
   * @param status 0 if none came
   * @param retryAfter the header, empty if absent
   * @param askedAt {@code System.nanoTime()} before the request
   * @param answeredAt after the answer
   */
  record Answered(int status, JsonNode body, String retryAfter, long askedAt, long answeredAt) {

    boolean ok() {
      return status == 200;
    }

    String text(String member) {
      JsonNode node = body.path(member);
      return node.isMissingNode() || node.isNull() ? "" : node.asString();
    }

    /** The stated bound in milliseconds; unknown is the largest. */
    long staleness() {
      JsonNode bound = body.path("staleness_ms");
      return bound.isNumber() ? bound.asLong() : Long.MAX_VALUE;
    }

    long tookMs() {
      return (answeredAt - askedAt) / 1_000_000;
    }
  }

  Answered write(URI service, String key, String value) {
    return ask("POST", service.resolve("/write/" + key + "/" + value));
  }

  Answered read(URI service, String key) {
    return ask("GET", service.resolve("/read/" + key));
  }

  private Answered ask(String method, URI uri) {
    long asked = System.nanoTime();
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .method(method, HttpRequest.BodyPublishers.noBody())
            .timeout(Duration.ofSeconds(6))
            .build();
    try {
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      return new Answered(
          response.statusCode(),
          JSON.readTree(response.body()),
          response.headers().firstValue("Retry-After").orElse(""),
          asked,
          System.nanoTime());
    } catch (IOException e) {
      return none(asked);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return none(asked);
    }
  }

  private static Answered none(long asked) {
    return new Answered(0, JsonNodeFactory.instance.objectNode(), "", asked, System.nanoTime());
  }

  @Override
  public void close() {
    http.close();
  }
}
