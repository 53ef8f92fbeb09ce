package caplab.lab.embedded;

import caplab.lab.model.Status;
import caplab.lab.model.Topology;
import caplab.lab.model.Topology.Instance;
import caplab.lab.model.Vitals;
import caplab.lab.wire.Http;
import caplab.lab.wire.Json;
import caplab.lab.wire.MetricsText;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Asks services how they are, each within a second. */
public final class Survey {

  /**
   * What a service tells of itself.
   *
   * @param health {@code UP}, {@code DEGRADED}, {@code DOWN}, or {@code silent}
   */
  public record Told(String health, Vitals vitals) {}

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
    Optional<JsonNode> told = text(port, "/health/detailed").flatMap(Survey::read);
    return new Told(
        told.map(body -> body.path("status").asString("?")).orElse("silent"),
        told.map(body -> vitals(body, text(port, "/metrics").orElse(""))).orElse(Vitals.NONE));
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

  private static Vitals vitals(JsonNode health, String metricsText) {
    MetricsText metrics = MetricsText.read(metricsText);
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
    return new Vitals(
        breakers, staleness, (long) metrics.value("max_staleness_ms"), requests(metrics));
  }

  /** The counters of all operations, added up by status. */
  private static Map<String, Long> requests(MetricsText metrics) {
    Map<String, Long> requests = new TreeMap<>();
    metrics
        .of("app_requests_total")
        .filter(each -> each.value() > 0)
        .forEach(each -> requests.merge(each.label("status"), (long) each.value(), Long::sum));
    return requests;
  }

  private static Optional<JsonNode> read(String body) {
    try {
      return Optional.of(Json.MAPPER.readTree(body));
    } catch (JacksonException unreadable) {
      return Optional.empty();
    }
  }

  private static Optional<String> text(int port, String path) {
    return Http.look(port, path).join().map(HttpResponse::body);
  }
}
