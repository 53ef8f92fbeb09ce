package caplab.lab.compose;

import caplab.lab.wire.Http;
import caplab.lab.wire.LabJson;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Grafana's annotations: what was done to the stack, beside what the dashboards show of it. */
public final class Grafana implements AutoCloseable {

  /** The dashboards ask for annotations with this tag. */
  static final String TAG = "cap-lab";

  private static final URI PUBLISHED = URI.create("http://127.0.0.1:3000");
  private static final Duration ANSWER = Duration.ofSeconds(2);

  private final Queue<CompletableFuture<Void>> notes = new ConcurrentLinkedQueue<>();
  private final URI base;
  private final String credentials;

  /** One at an address of its own. */
  public Grafana(URI base, String password) {
    this.base = base;
    this.credentials =
        Base64.getEncoder().encodeToString(("admin:" + password).getBytes(StandardCharsets.UTF_8));
  }

  /** The one of the stack; its password is the compose file's {@code GRAFANA_ADMIN_PASSWORD}. */
  public static Grafana published() {
    String password = System.getenv("GRAFANA_ADMIN_PASSWORD");
    return new Grafana(PUBLISHED, Optional.ofNullable(password).orElse("admin"));
  }

  /**
   * Notes what happened. Nobody needs Grafana to run an experiment: where it does not answer, or
   * does not take it, nothing is noted.
   *
   * @param fromMs since the epoch
   * @param toMs since the epoch
   * @param kind a second tag: {@code cut}
   */
  public CompletableFuture<Void> note(long fromMs, long toMs, String kind, String text) {
    String body =
        LabJson.MAPPER.writeValueAsString(
            Map.of("time", fromMs, "timeEnd", toMs, "tags", List.of(TAG, kind), "text", text));
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve("/api/annotations"))
            .timeout(ANSWER)
            .header("Content-Type", "application/json")
            .header("Authorization", "Basic " + credentials)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    CompletableFuture<Void> noted = Http.PLAIN.send(request).handle((answer, failure) -> null);
    notes.add(noted);
    return noted;
  }

  /** Waits for what is still on its way. */
  @Override
  public void close() {
    notes.forEach(CompletableFuture::join);
  }
}
