package caplab.lab.compose;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class GrafanaTest {

  /** What a server was asked. */
  private record Asked(String line, String authorization, String body) {}

  private static HttpServer recording(List<Asked> asked, int status) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            asked.add(
                new Asked(
                    exchange.getRequestMethod() + " " + exchange.getRequestURI(),
                    exchange.getRequestHeaders().getFirst("Authorization"),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            exchange.sendResponseHeaders(status, -1);
          }
        });
    server.start();
    return server;
  }

  private static URI at(HttpServer server) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  @Test
  void aFaultBecomesAnAnnotation_withItsTimeAndTags() throws IOException {
    List<Asked> asked = new CopyOnWriteArrayList<>();
    HttpServer server = recording(asked, 200);
    try (Grafana grafana = new Grafana(at(server), "secret")) {
      grafana.note(1_000, 4_000, "cut", "cut g1 g2,g3").join();
    } finally {
      server.stop(0);
    }
    assertThat(asked).hasSize(1);
    assertThat(asked.getFirst().line()).isEqualTo("POST /api/annotations");
    assertThat(asked.getFirst().authorization()).isEqualTo("Basic YWRtaW46c2VjcmV0");
    JsonNode body = JsonMapper.shared().readTree(asked.getFirst().body());
    assertThat(body.path("time").asLong()).isEqualTo(1_000);
    assertThat(body.path("timeEnd").asLong()).isEqualTo(4_000);
    assertThat(body.path("tags").valueStream().map(JsonNode::asString))
        .containsExactly("cap-lab", "cut");
    assertThat(body.path("text").asString()).isEqualTo("cut g1 g2,g3");
  }

  @Test
  void nothingHappens_whenGrafanaRefusesOrIsNotThere() throws IOException {
    HttpServer server = recording(new CopyOnWriteArrayList<>(), 403);
    URI gone = at(server);
    try (Grafana grafana = new Grafana(gone, "secret")) {
      grafana.note(1, 2, "kill", "kill db_g2").join();
      server.stop(0);
      grafana.note(1, 2, "kill", "kill db_g2").join();
    }
  }
}
