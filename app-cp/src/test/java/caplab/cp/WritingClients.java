package caplab.cp;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import tools.jackson.databind.json.JsonMapper;

/**
 * Clients that write all the time and note whatever is no 200: half of them over connections that
 * they keep, half over a new one for each request.
 */
final class WritingClients implements AutoCloseable {

  private static final int COUNT = 4;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final String scheme;
  private final SSLContext trust;
  private final HttpClient keeping;
  private final List<AtomicLong> served =
      IntStream.range(0, COUNT).mapToObj(i -> new AtomicLong()).toList();
  private final Queue<String> refused = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads;
  private volatile int port;
  private volatile String token;
  private volatile boolean over;

  /** They begin at once. */
  WritingClients(String scheme, SSLContext trust, int port, String token) {
    this.scheme = scheme;
    this.trust = trust;
    this.keeping = HttpClient.newBuilder().sslContext(trust).build();
    this.port = port;
    this.token = token;
    this.threads =
        IntStream.range(0, COUNT).mapToObj(i -> Thread.startVirtualThread(() -> write(i))).toList();
  }

  private void write(int client) {
    while (!over) {
      try {
        int status = client % 2 == 0 ? kept("/write/k" + client + "/v", token) : anew(client);
        if (status == 200) {
          served.get(client).incrementAndGet();
        } else {
          refused.add("client " + client + ": " + status);
        }
      } catch (IOException | InterruptedException lost) {
        refused.add("client " + client + ": " + lost);
      }
    }
  }

  private int kept(String path, String shown) throws IOException, InterruptedException {
    HttpRequest write =
        HttpRequest.newBuilder(uri(path))
            .header("Authorization", "Bearer " + shown)
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    return keeping.send(write, HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  private int anew(int client) throws IOException {
    HttpURLConnection write =
        (HttpURLConnection) uri("/write/k" + client + "/v").toURL().openConnection();
    if (write instanceof HttpsURLConnection https) {
      https.setSSLSocketFactory(trust.getSocketFactory());
    }
    write.setRequestMethod("POST");
    write.setRequestProperty("Authorization", "Bearer " + token);
    write.setRequestProperty("Connection", "close");
    int status = write.getResponseCode();
    write.disconnect();
    return status;
  }

  private URI uri(String path) {
    return URI.create(scheme + "://127.0.0.1:" + port + path);
  }

  /** Returns once each of them was served twice more. */
  void goOn() {
    List<Long> before = served.stream().map(AtomicLong::get).toList();
    await()
        .atMost(PATIENCE)
        .until(() ->
            IntStream.range(0, COUNT).allMatch(i -> served.get(i).get() >= before.get(i) + 2));
  }

  /** They show this one from now on. */
  void use(String other) {
    token = other;
    goOn();
  }

  /** They ask another instance from now on, and none of them is still waiting for the first. */
  void moveTo(int other) {
    port = other;
    goOn();
  }

  /** What a token is answered. */
  int status(String shown) throws IOException, InterruptedException {
    return kept("/write/probe/v", shown);
  }

  /** How many nodes serve the instance. */
  int serving() throws IOException, InterruptedException {
    HttpRequest look = HttpRequest.newBuilder(uri("/health/detailed")).build();
    String body = keeping.send(look, HttpResponse.BodyHandlers.ofString()).body();
    return JsonMapper.shared().readTree(body).path("nodes_serving").size();
  }

  /** All that was no 200. */
  List<String> refused() {
    return List.copyOf(refused);
  }

  /** They end, each after its last answer. */
  @Override
  public void close() {
    over = true;
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
    }
    keeping.close();
  }
}
