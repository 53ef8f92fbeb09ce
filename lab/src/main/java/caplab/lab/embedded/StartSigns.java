package caplab.lab.embedded;

import caplab.lab.wire.Doors;
import caplab.lab.wire.LabJson;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * What a process shows while it starts, in a few words for people. As long as these are new ones,
 * it gets on; words that come back are none.
 *
 * @param doors how it is asked
 */
record StartSigns(Doors doors) {

  /** A program that answers nobody yet gets on while it computes, but not for ever. */
  private static final long COMPUTING_MAX_SEC = 60;

  /** How much of its data a node has read. */
  String node(ManagedProcess node) {
    return doors
        .info(node.port(), "persistence")
        .flatMap(info -> Optional.ofNullable(info.get("loading_loaded_bytes")))
        .map(bytes -> String.format(Locale.ROOT, "has read %.1f MB", Long.parseLong(bytes) / 1e6))
        .orElseGet(() -> computing(node));
  }

  /** How many nodes serve it, and what it repaired. */
  String service(ManagedProcess service) {
    return doors
        .services()
        .look(service.port(), "/health/detailed")
        .join()
        .flatMap(StartSigns::body)
        .map(StartSigns::healing)
        .orElseGet(() -> computing(service));
  }

  private static String computing(ManagedProcess process) {
    long seconds =
        ProcessHandle.of(process.pid())
            .flatMap(it -> it.info().totalCpuDuration())
            .map(Duration::toSeconds)
            .orElse(0L);
    return "computed for %d s".formatted(Math.min(seconds, COMPUTING_MAX_SEC));
  }

  private static Optional<JsonNode> body(HttpResponse<String> response) {
    try {
      return Optional.of(LabJson.MAPPER.readTree(response.body()));
    } catch (JacksonException unreadable) {
      return Optional.empty();
    }
  }

  /** Views and quarantines are counted too, but climb where nothing gets on. */
  private static String healing(JsonNode health) {
    List<String> parts = new ArrayList<>();
    parts.add(
        health.path("nodes_serving").size()
            + " of "
            + health.path("nodes_total").asInt(0)
            + " nodes serve");
    for (Map.Entry<String, JsonNode> each : health.properties()) {
      String name = each.getKey();
      if (name.matches(".*(refill|trust|behind|level).*") && each.getValue().isNumber()) {
        parts.add(name.replaceAll("_total$", "").replace('_', ' ') + " " + each.getValue());
      }
    }
    return String.join(", ", parts);
  }
}
