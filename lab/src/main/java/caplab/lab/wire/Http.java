package caplab.lab.wire;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** HTTP to what listens on this machine. */
public final class Http {

  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** In the clear, as nobody. */
  public static final Http PLAIN = new Http("http", clear(), Optional.empty(), Optional.empty());

  static {
    // A process that exits waits 300 ms for a thread that is still in a selector.
    Runtime.getRuntime().addShutdownHook(new Thread(PLAIN::end, "end-of-http"));
  }

  private final String scheme;
  private final HttpClient client;
  private final Optional<String> writer;
  private final Optional<String> operator;

  private Http(
      String scheme, HttpClient client, Optional<String> writer, Optional<String> operator) {
    this.scheme = scheme;
    this.client = client;
    this.writer = writer;
    this.operator = operator;
  }

  /**
   * In the clear, with tokens.
   *
   * @param writer is sent with what reads and changes
   * @param operator is sent with looks
   */
  public static Http known(String writer, String operator) {
    return new Http("http", clear(), Optional.of(writer), Optional.of(operator));
  }

  /**
   * Over TLS, with tokens.
   *
   * @param trust knows the issuer of the certificates that are shown
   * @param writer is sent with what reads and changes
   * @param operator is sent with looks
   */
  public static Http locked(SSLContext trust, String writer, String operator) {
    HttpClient client = client().sslContext(trust).build();
    return new Http("https", client, Optional.of(writer), Optional.of(operator));
  }

  private static HttpClient clear() {
    return client().sslContext(new NoTls()).sslParameters(new SSLParameters()).build();
  }

  private static HttpClient.Builder client() {
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT);
  }

  private void end() {
    client.shutdownNow();
    try {
      client.awaitTermination(LOOK);
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
    }
  }

  /** A request that is yet to say what it wants, answered within a while or not at all. */
  public HttpRequest.Builder to(int port, String path, Duration patience) {
    return to(port, path, patience, writer);
  }

  private HttpRequest.Builder to(int port, String path, Duration patience, Optional<String> token) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(scheme + "://127.0.0.1:" + port + path))
            .timeout(patience);
    token.ifPresent(it -> request.header("Authorization", "Bearer " + it));
    return request;
  }

  /** The part of a path that names this key. */
  public static String segment(String key) {
    return URLEncoder.encode(key, StandardCharsets.UTF_8).replace("+", "%20");
  }

  public CompletableFuture<HttpResponse<String>> send(HttpRequest request) {
    return client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
  }

  /** What is at a path; empty if nothing came within a second. */
  public CompletableFuture<Optional<HttpResponse<String>>> look(int port, String path) {
    return send(to(port, path, LOOK, operator).build())
        .handle((response, failure) -> Optional.ofNullable(response));
  }
}
