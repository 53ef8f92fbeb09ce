package caplab.lab.compose;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Writes and reads of both services at a steady rate, every answer looked at. */
final class Load implements AutoCloseable {

  /** A request without a good answer, and how long that took. */
  record Failure(String told, long afterMs) {}

  private static final int CLIENTS = 4;
  private static final int PERIOD_MS = 100;

  private final Stack stack;
  private final ScheduledExecutorService clients = Executors.newScheduledThreadPool(2 * CLIENTS);
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicLong longestMs = new AtomicLong();
  private final ConcurrentLinkedQueue<Failure> failures = new ConcurrentLinkedQueue<>();

  Load(Stack stack) {
    this.stack = stack;
    for (int client = 0; client < CLIENTS; client++) {
      start(Stack.CP, client);
      start(Stack.AP, client);
    }
  }

  int answered() {
    return answered.get();
  }

  List<Failure> failures() {
    return List.copyOf(failures);
  }

  /** The longest that a request took, a wait for an instance included. */
  long longestMs() {
    return longestMs.get();
  }

  @Override
  public void close() {
    clients.shutdown();
    try {
      clients.awaitTermination(60, TimeUnit.SECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void start(int port, int client) {
    AtomicInteger turn = new AtomicInteger();
    String key = "load" + client;
    clients.scheduleAtFixedRate(
        () -> {
          int number = turn.incrementAndGet();
          if (number % 2 == 1) {
            tell("POST", port, "/write/" + key + "/" + number);
          } else {
            tell("GET", port, "/read/" + key);
          }
        },
        client * 20L,
        PERIOD_MS,
        TimeUnit.MILLISECONDS);
  }

  private void tell(String method, int port, String path) {
    long start = System.nanoTime();
    Optional<String> failure = failure(method, port, path);
    long tookMs = (System.nanoTime() - start) / 1_000_000;
    failure.ifPresent(told -> failures.add(new Failure(told, tookMs)));
    longestMs.accumulateAndGet(tookMs, Math::max);
    answered.incrementAndGet();
  }

  private Optional<String> failure(String method, int port, String path) {
    try {
      HttpResponse<String> answer = stack.ask(method, port, path);
      return answer.statusCode() == 200
          ? Optional.empty()
          : Optional.of(
              method + " " + port + path + ": " + answer.statusCode() + " " + answer.body());
    } catch (AssertionError broken) {
      return Optional.of(broken.getMessage() + ": " + broken.getCause());
    }
  }
}
