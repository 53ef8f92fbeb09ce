package caplab.lab.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks the services of a cluster how they are, each within a second. */
final class Survey {

  private static final Duration ANSWER = Duration.ofSeconds(1);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(ANSWER).build();

  Status.Part node(Machine node) {
    return new Status.Part(node.name(), node.port(), node.pid(), state(node), "", List.of());
  }

  Status.Part service(Machine service) {
    boolean up = service.state() == Machine.State.UP;
    String health =
        up
            ? ask(service, "/health")
                .map(body -> body.path("status").asString("?"))
                .orElse("silent")
            : "";
    List<String> open = up ? openBreakers(service) : List.of();
    return new Status.Part(
        service.name(), service.port(), service.pid(), state(service), health, open);
  }

  private List<String> openBreakers(Machine service) {
    return ask(service, "/circuit-breaker")
        .map(body ->
            body.path("breakers")
                .propertyStream()
                .filter(node -> node.getValue().path("state").asString("").equals("OPEN"))
                .map(java.util.Map.Entry::getKey)
                .toList())
        .orElse(List.of());
  }

  private Optional<JsonNode> ask(Machine service, String path) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path))
              .timeout(ANSWER)
              .build();
      return Optional.of(
          JSON.readTree(http.send(request, HttpResponse.BodyHandlers.ofString()).body()));
    } catch (IOException | JacksonException silent) {
      return Optional.empty();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static String state(Machine machine) {
    return machine.state().name().toLowerCase(Locale.ROOT);
  }
}
