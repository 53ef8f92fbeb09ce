package caplab.lab;

import caplab.lab.model.Status;
import caplab.lab.wire.AtOnce;
import caplab.lab.wire.Http;
import caplab.lab.wire.LabJson;
import caplab.lab.wire.Patience;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * How services come back after a heal. They are asked what they know of themselves: no node is
 * asked, nothing is written.
 */
final class Recovery {

  /**
   * How one service stands.
   *
   * @param serves whether {@code /ready} answers 200
   * @param running whether waiting for it makes sense
   * @param lacks what is not yet as it was before the fault; empty if nothing
   */
  private record Standing(String service, boolean serves, boolean running, String lacks) {

    boolean settled() {
      return lacks.isEmpty() || !running;
    }

    String text() {
      return service + " " + lacks;
    }
  }

  private final Http services;
  private final Status healed;
  private final long sinceNanos;
  private List<Standing> standings = List.of();
  private long tookMs;

  private Recovery(Http services, Status healed, long sinceNanos) {
    this.services = services;
    this.healed = healed;
    this.sinceNanos = sinceNanos;
  }

  /**
   * Waits until every service that runs serves, reaches every node that is up, and knows that these
   * have heard of all that was written before the heal.
   *
   * @param services how they are asked
   * @param healed what runs
   * @param sinceNanos when the heal was asked for, by {@link System#nanoTime}
   * @param most how long to wait
   */
  static Recovery await(Http services, Status healed, long sinceNanos, Duration most) {
    Recovery recovery = new Recovery(services, healed, sinceNanos);
    Patience.until(most, recovery::isSettled);
    return recovery;
  }

  /** Whether every service serves. */
  boolean complete() {
    return standings.stream().allMatch(Standing::serves);
  }

  /** In a sentence: after how long they serve; else who does not, and why. */
  String told() {
    String after = String.format(Locale.ROOT, "%.1f s after the heal", tookMs / 1e3);
    if (complete()) {
      String lacking = lacking();
      return "all services serve again, " + after + (lacking.isEmpty() ? "" : "; yet " + lacking);
    }
    return "not all services serve, " + after + ": " + lacking();
  }

  private String lacking() {
    return standings.stream()
        .filter(each -> !each.lacks().isEmpty())
        .map(Standing::text)
        .collect(Collectors.joining("; "));
  }

  private boolean isSettled() {
    standings = AtOnce.ask(healed.services(), this::look);
    tookMs = sinceHealMs();
    return standings.stream().allMatch(Standing::settled);
  }

  private long sinceHealMs() {
    return Duration.ofNanos(System.nanoTime() - sinceNanos).toMillis();
  }

  private Standing look(Status.Part service) {
    // Of several containers: "2 of 3 up".
    if (!service.state().endsWith("up")) {
      return new Standing(service.name(), false, false, "is " + service.state());
    }
    Optional<HttpResponse<String>> ready = services.look(service.port(), "/ready?verbose").join();
    if (ready.isEmpty()) {
      return new Standing(service.name(), false, true, "does not answer");
    }
    if (ready.get().statusCode() != 200) {
      return new Standing(service.name(), false, true, broken(ready.get().body()));
    }
    return new Standing(service.name(), true, true, behind(service));
  }

  /** {@code cannot keep linearizable_write, linearizable_read} */
  private static String broken(String promises) {
    return promises
        .lines()
        .filter(line -> line.startsWith("[-]"))
        .map(line -> line.substring("[-]".length()).split(" ")[0])
        .collect(Collectors.joining(", ", "cannot keep ", ""));
  }

  /** What a service that serves lacks; nothing where it tells no stranger. */
  private String behind(Status.Part service) {
    JsonNode told =
        services
            .look(service.port(), "/health/detailed")
            .join()
            .map(Recovery::read)
            .orElseGet(LabJson.MAPPER::createObjectNode);
    List<String> lacks = new ArrayList<>();
    for (String node : nodesUp()) {
      JsonNode seen = told.path("nodes").path(node);
      if (!seen.isMissingNode() && !reached(seen)) {
        lacks.add("does not reach " + node);
      }
      told.path("replication")
          .path(node)
          .path("watermark_age_ms")
          .forEachEntry((source, age) -> {
            if (nodesUp().contains(source) && !(age.isNumber() && age.asLong() <= sinceHealMs())) {
              lacks.add("has not seen %s catch up with %s".formatted(node, source));
            }
          });
    }
    return String.join(", ", lacks);
  }

  private static boolean reached(JsonNode node) {
    return node.path("connected").asBoolean(false)
        && node.path("breaker").path("state").asString("").equals("CLOSED");
  }

  private List<String> nodesUp() {
    return healed.nodes().stream()
        .filter(node -> node.state().equals("up"))
        .map(Status.Part::name)
        .toList();
  }

  private static JsonNode read(HttpResponse<String> response) {
    try {
      return LabJson.MAPPER.readTree(response.body());
    } catch (JacksonException unreadable) {
      return LabJson.MAPPER.createObjectNode();
    }
  }
}
