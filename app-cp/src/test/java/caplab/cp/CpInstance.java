package caplab.cp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caplab.config.CommonConfig;
import caplab.config.Configuration;
import caplab.config.Features;
import caplab.http.Description;
import caplab.http.Gate;
import caplab.http.HttpServer;
import caplab.http.HttpSettings;
import caplab.http.Switches;
import caplab.node.Nodes;
import caplab.node.RedisServers;
import caplab.observe.Events;
import caplab.observe.Metrics;
import caplab.observe.NodeMetrics;
import caplab.observe.NodeWatch;
import caplab.seal.Pseudonym;
import caplab.start.Parts;
import caplab.trace.Tracing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An instance of app-cp as {@link CpMain} wires it, on a free port, and a client of it. */
final class CpInstance implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Parts parts;
  private final CpMain.Wired wired;
  private final Gate gate;
  private final HttpServer server;
  private volatile String token = "";
  private volatile Description description;

  /** What came back. */
  record Answer(int status, JsonNode body, java.net.http.HttpHeaders headers) {

    String text(String member) {
      return body.path(member).asString("");
    }

    long number(String member) {
      return body.path(member).asLong(-1);
    }

    String header(String name) {
      return headers.firstValue(name).orElse("");
    }
  }

  private CpInstance(Parts parts) {
    this.parts = parts;
    this.wired = CpMain.wire(parts);
    this.gate = Gate.of(parts.config().access(), parts.events());
    this.server =
        HttpServer.start(
            HttpSettings.of(parts.config()),
            wired.service(),
            parts.metrics(),
            parts.events(),
            gate,
            Optional.empty(),
            Switches.of(parts.features()),
            parts.tracing());
  }

  /** Starts an instance with short timeouts; settings come in pairs. */
  static CpInstance start(RedisServers servers, String... settings) {
    Map<String, String> environment = new HashMap<>();
    environment.put("PORT", "0");
    environment.put("REDIS_NODES", servers.addresses());
    environment.put("NETWORK_TIMEOUT_SEC", "0.5");
    environment.put("REQUEST_TIMEOUT_SEC", "2");
    environment.put("CIRCUIT_OPEN_MS", "300");
    for (int i = 0; i < settings.length; i += 2) {
      environment.put(settings[i], settings[i + 1]);
    }
    Configuration all = Configuration.load(environment, Path.of("target"));
    CommonConfig config = CommonConfig.of(all, 0);
    Tracing tracing = Tracing.of("app-cp", environment);
    Metrics metrics = new Metrics("cp", tracing.exemplars());
    Events events = new Events(new Pseudonym(config.secrets().key(), false));
    List<String> names = config.nodes().stream().map(node -> node.name()).toList();
    NodeWatch watch = new NodeWatch(new NodeMetrics(metrics, names, List.of()), events);
    Nodes nodes = Nodes.open(config.nodes(), config.nodeSettings(), watch);
    Features features = Parts.watchFeatures(all, events);
    return new CpInstance(
        new Parts(all, features, config, tracing, metrics, events, nodes, Optional.empty()));
  }

  /** Waits until every node votes in every partition. */
  CpInstance healthy() {
    await().atMost(Duration.ofSeconds(30)).until(() -> get("/health").text("status").equals("UP"));
    return this;
  }

  /** Sends this token with every request from now on; the empty one is none. */
  CpInstance as(String token) {
    this.token = token;
    return this;
  }

  Answer get(String path, String... headers) {
    return send("GET", path, "", headers);
  }

  Answer put(String key, String value, String... headers) {
    return send("PUT", "/write/" + key, value, headers);
  }

  Answer read(String key, String... headers) {
    return get("/read/" + key, headers);
  }

  Answer delete(String key, String... headers) {
    return send("DELETE", "/write/" + key, "", headers);
  }

  Answer send(String method, String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .timeout(Duration.ofSeconds(20))
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    try {
      HttpResponse<String> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      assertThat(
              description()
                  .faults(method, path, response.statusCode(), response.headers(), response.body()))
          .as("%s %s: %s", method, path, response)
          .isEmpty();
      return new Answer(response.statusCode(), json(response), response.headers());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What the instance says of itself; every answer is held against it. */
  Description description() {
    if (description == null) {
      URI uri = URI.create("http://127.0.0.1:" + server.port() + "/openapi.json");
      HttpRequest request =
          HttpRequest.newBuilder(uri).header("Authorization", "Bearer " + token).build();
      description =
          new Description(
              client.sendAsync(request, HttpResponse.BodyHandlers.ofString()).join().body());
    }
    return description;
  }

  /** As on SIGTERM: it still serves, and says that it goes. */
  void giveNotice() {
    server.giveNotice();
  }

  private static JsonNode json(HttpResponse<String> response) {
    boolean json = response.headers().firstValue("content-type").orElse("").contains("json");
    return JSON.readTree(json && !response.body().isEmpty() ? response.body() : "{}");
  }

  String metrics() {
    return parts.metrics().scrape();
  }

  /** The same as OpenMetrics, with exemplars. */
  String openMetrics() {
    return new String(parts.metrics().scrape(Metrics.OPEN, Set.of()).bytes(), UTF_8);
  }

  Nodes nodes() {
    return parts.nodes();
  }

  @Override
  public void close() {
    server.close();
    gate.close();
    parts.tracing().close();
    parts.features().close();
    wired.loop().close();
    parts.nodes().close();
    parts.metrics().close();
    client.close();
  }
}
