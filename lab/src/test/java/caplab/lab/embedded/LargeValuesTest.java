package caplab.lab.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.lab.model.Topology;
import caplab.lab.model.Topology.Instance;
import caplab.lab.model.Topology.Kind;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * B-4, on services as {@code ./cap up} starts them: as many clients as come with values as large as
 * may be take more memory than a process has, were there no limit to them all together.
 */
class LargeValuesTest {

  private static final int CLIENTS = 64;
  private static final int REQUESTS = 256;
  private static final String VALUE = "v".repeat(1_000_000);

  @TempDir Path folder;

  private static List<Integer> statuses(IntFunction<HttpRequest> request) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient();
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
      List<Future<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < REQUESTS; i++) {
        HttpRequest each = request.apply(i);
        answers.add(
            clients.submit(() -> client.send(each, BodyHandlers.discarding()).statusCode()));
      }
      List<Integer> statuses = new ArrayList<>();
      for (Future<Integer> answer : answers) {
        statuses.add(answer.get());
      }
      return statuses;
    }
  }

  private static HttpRequest.Builder at(int port, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(Duration.ofMinutes(1));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void outliveManyClientsWithLargeValues(Kind kind) throws Exception {
    Topology topology = new Topology(3, 1);
    Path here = Path.of("").toAbsolutePath();
    Setup setup =
        new Setup(
            topology,
            Ports.free(topology),
            DataDirectory.open(folder.resolve("3-nodes"), false),
            RedisBinary.choose(System.getenv("PATH"), folder.resolve("bin")),
            Files.exists(here.resolve("redis/redis.conf")) ? here : here.getParent(),
            Setup.SERVICES,
            Map.of("REQUEST_TIMEOUT_SEC", "30", "NETWORK_TIMEOUT_SEC", "10"),
            false);
    try (Cluster cluster = Cluster.start(setup)) {
      int port = setup.ports().instance(new Instance(kind, 1));
      List<Integer> written =
          statuses(
              i -> at(port, "/write/key" + i % 16).POST(BodyPublishers.ofString(VALUE)).build());
      List<Integer> read = statuses(i -> at(port, "/read/key" + i % 16).build());
      assertThat(written).containsOnly(200);
      // Of the answers that nobody has taken yet, a few may be too many.
      assertThat(read).containsAnyOf(200).isSubsetOf(200, 503);
      assertThat(statuses(i -> at(port, "/live").build())).containsOnly(200);
    }
  }
}
