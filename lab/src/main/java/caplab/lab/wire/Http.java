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

/** HTTP to what listens on this machine. */
public final class Http {

  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final Duration LOOK = Duration.ofSeconds(1);

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT).build();

  private Http() {}

  /** A request that is yet to say what it wants, answered within a while or not at all. */
  public static HttpRequest.Builder to(int port, String path, Duration patience) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(patience);
  }

  /** The part of a path that names this key. */
  public static String segment(String key) {
    return URLEncoder.encode(key, StandardCharsets.UTF_8).replace("+", "%20");
  }

  public static CompletableFuture<HttpResponse<String>> send(HttpRequest request) {
    return CLIENT.sendAsync(request, HttpResponse.BodyHandlers.ofString());
  }

  /** What is at a path; empty if nothing came within a second. */
  public static CompletableFuture<Optional<HttpResponse<String>>> look(int port, String path) {
    return send(to(port, path, LOOK).build())
        .handle((response, failure) -> Optional.ofNullable(response));
  }
}
