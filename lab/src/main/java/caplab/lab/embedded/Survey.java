package caplab.lab.embedded;

import caplab.lab.model.InstanceVitals;
import caplab.lab.model.Status;
import caplab.lab.model.Topology;
import caplab.lab.model.Topology.Instance;
import caplab.lab.wire.Http;
import caplab.lab.wire.LabJson;
import caplab.lab.wire.MetricsText;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * How nodes and services stand; services are asked, each for a second at most.
 *
 * @param services how they are asked
 */
public record Survey(Http services) {

  /**
   * How a node stands.
   *
   * @param port where this machine reaches it; 0 if it does not
   */
  public static Status.Part node(int number, int port, long pid, String state) {
    return new Status.Part(
        Topology.node(number),
        "node",
        Topology.zone(number),
        port,
        pid,
        state,
        "",
        InstanceVitals.NONE);
  }

  /** How a service stands, and what it says of itself if it is up. */
  public Status.Part service(Instance instance, int port, long pid, String state) {
    boolean up = state.equals("up");
    Optional<JsonNode> told =
        up ? text(port, "/health/detailed").flatMap(Survey::read) : Optional.empty();
    return new Status.Part(
        instance.name(),
        instance.kind().mode(),
        Topology.zone(instance.zone()),
        port,
        pid,
        state,
        told.map(body -> body.path("status").asString("?")).orElse(up ? "silent" : ""),
        told.map(body -> vitals(body, text(port, "/metrics").orElse("")))
            .orElse(InstanceVitals.NONE));
  }

  private static InstanceVitals vitals(JsonNode health, String metricsText) {
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
    return new InstanceVitals(
        breakers,
        staleness,
        (long) metrics.value("max_staleness_ms"),
        requests(metrics),
        busyMs(metrics));
  }

  private static double busyMs(MetricsText metrics) {
    double seconds =
        metrics.of("app_request_latency_seconds_sum").mapToDouble(MetricsText.Series::value).sum();
    return seconds * 1000;
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
      return Optional.of(LabJson.MAPPER.readTree(body));
    } catch (JacksonException unreadable) {
      return Optional.empty();
    }
  }

  private Optional<String> text(int port, String path) {
    return services.look(port, path).join().map(HttpResponse::body);
  }
}
