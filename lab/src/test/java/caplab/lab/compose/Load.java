package caplab.lab.compose;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Writes and reads of both services at a steady rate, every answer looked at. */
final class Load implements AutoCloseable {

  private static final int CLIENTS = 4;
  private static final int PERIOD_MS = 100;

  private final Stack stack;
  private final ScheduledExecutorService clients = Executors.newScheduledThreadPool(2 * CLIENTS);
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicLong longestMs = new AtomicLong();
  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();

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

  List<String> failures() {
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
    try {
      HttpResponse<String> answer = stack.ask(method, port, path);
      if (answer.statusCode() != 200) {
        failures.add(method + " " + port + path + ": " + answer.statusCode() + " " + answer.body());
      }
    } catch (AssertionError broken) {
      failures.add(broken.getMessage() + ": " + broken.getCause());
    }
    answered.incrementAndGet();
    longestMs.accumulateAndGet((System.nanoTime() - start) / 1_000_000, Math::max);
  }
}
