package caplab.lab.cluster;

import caplab.lab.cluster.Topology.Instance;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks services how they are, each within a second. */
public final class Survey {

  /**
   * What a service tells of itself.
   *
   * @param health {@code UP}, {@code DEGRADED}, {@code DOWN}, or {@code silent}
   */
  public record Told(String health, Vitals vitals) {}

  private static final Duration ANSWER = Duration.ofSeconds(1);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static final Pattern MAX_STALENESS =
      Pattern.compile("^max_staleness_ms\\{[^}]*} (\\S+)$", Pattern.MULTILINE);
  private static final Pattern REQUESTS =
      Pattern.compile(
          "^app_requests_total\\{[^}]*status=\"(\\d+)\"[^}]*} (\\S+)$", Pattern.MULTILINE);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(ANSWER).build();

  Status.Part node(int number, ManagedProcess node) {
    return part(node, "node", number, "", Vitals.NONE);
  }

  Status.Part service(Instance instance, ManagedProcess service) {
    String role = instance.kind().name().toLowerCase(Locale.ROOT);
    if (service.state() != ManagedProcess.State.UP) {
      return part(service, role, instance.zone(), "", Vitals.NONE);
    }
    Told told = ask(service.port());
    return part(service, role, instance.zone(), told.health(), told.vitals());
  }

  /** Asks the service at a port of this machine. */
  public Told ask(int port) {
    Optional<JsonNode> told = get(port, "/health/detailed").flatMap(Survey::read);
    return new Told(
        told.map(body -> body.path("status").asString("?")).orElse("silent"),
        told.map(body -> vitals(body, get(port, "/metrics").orElse(""))).orElse(Vitals.NONE));
  }

  private static Status.Part part(
      ManagedProcess process, String role, int zone, String health, Vitals vitals) {
    return new Status.Part(
        process.name(),
        role,
        Topology.zone(zone),
        process.port(),
        process.pid(),
        process.state().name().toLowerCase(Locale.ROOT),
        health,
        vitals);
  }

  private static Vitals vitals(JsonNode health, String metrics) {
    Map<String, String> breakers = new TreeMap<>();
    health
        .path("nodes")
        .forEachEntry(
            (node, told) -> breakers.put(node, told.path("breaker").path("state").asString("?")));
    Map<String, Long> staleness = new TreeMap<>();
    health
        .path("replication")
        .forEachEntry((node, told) -> {
          JsonNode bound = told.path("staleness_ms");
          staleness.put(node, bound.isNumber() ? Long.valueOf(bound.asLong()) : null);
        });
    return new Vitals(breakers, staleness, maxStaleness(metrics), requests(metrics));
  }

  private static long maxStaleness(String metrics) {
    Matcher found = MAX_STALENESS.matcher(metrics);
    return found.find() ? (long) Double.parseDouble(found.group(1)) : 0;
  }

  /** The counters of all operations, added up by status. */
  private static Map<String, Long> requests(String metrics) {
    Map<String, Long> requests = new TreeMap<>();
    Matcher found = REQUESTS.matcher(metrics);
    while (found.find()) {
      long count = (long) Double.parseDouble(found.group(2));
      if (count > 0) {
        requests.merge(found.group(1), count, Long::sum);
      }
    }
    return requests;
  }

  private static Optional<JsonNode> read(String body) {
    try {
      return Optional.of(JSON.readTree(body));
    } catch (JacksonException unreadable) {
      return Optional.empty();
    }
  }

  private Optional<String> get(int port, String path) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
              .timeout(ANSWER)
              .build();
      return Optional.of(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    } catch (IOException silent) {
      return Optional.empty();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
