package caplab.lab.compose;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.lab.wire.LabJson;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** The stack's own Prometheus and Alertmanager, asked as dashboards and people ask them. */
final class Prometheus {

  private static final int PROMETHEUS = 9090;
  private static final int ALERTMANAGER = 9093;
  private static final int STEP_SEC = 5;

  private final Stack stack;

  Prometheus(Stack stack) {
    this.stack = stack;
  }

  /** Whether an expression has a value now. */
  boolean answers(String expr) {
    return ask("query?query=" + encoded(expr)).anyMatch(found -> number(found.path("value")));
  }

  /** Whether an expression had a value at some time of the last minutes. */
  boolean answeredWithin(Duration past, String expr) {
    long now = Instant.now().getEpochSecond();
    return ask("query_range?query=%s&start=%d&end=%d&step=%d"
            .formatted(encoded(expr), now - past.toSeconds(), now, STEP_SEC))
        .flatMap(found -> each(found.path("values")))
        .anyMatch(Prometheus::number);
  }

  /** The alerts that Alertmanager holds, of a name. */
  List<JsonNode> alerts(String name) {
    JsonNode all = LabJson.MAPPER.readTree(stack.get(ALERTMANAGER, "/api/v2/alerts").body());
    return each(all)
        .filter(alert -> alert.path("labels").path("alertname").asString("").equals(name))
        .toList();
  }

  private Stream<JsonNode> ask(String question) {
    JsonNode answer = LabJson.MAPPER.readTree(stack.get(PROMETHEUS, "/api/v1/" + question).body());
    assertThat(answer.path("status").asString()).as(answer.toString()).isEqualTo("success");
    return each(answer.path("data").path("result"));
  }

  /** A sample: its time and its value. */
  private static boolean number(JsonNode sample) {
    return sample.size() == 2 && !sample.get(1).asString().equals("NaN");
  }

  private static Stream<JsonNode> each(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
