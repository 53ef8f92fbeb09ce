package caplab.ap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caplab.node.RedisServer;
import caplab.node.RedisServers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How long it takes with many keys on real servers (AP-5, AP-8). {@code -Dap.keys=78000} says how
 * many; the seconds are printed.
 */
@Tag("long")
class ApManyKeysTest {

  private static final int KEYS = Integer.getInteger("ap.keys", 78_000);
  private static final int MISSED = KEYS * 38 / 130;
  private static final int WRITERS = 16;

  @Test
  void whatAnOutageHeldBack_isShippedFromTheLog_thoughEverythingRestartsRightAfterIt() {
    try (RedisServers servers = RedisServers.start(3)) {
      RedisServer behind = servers.named("db_g1");
      try (ApInstance app = ApInstance.start(servers.addresses(), Map.of("HOME_NODE", "db_g2"))) {
        write(app, 0, KEYS - MISSED);
        awaitLevel(app, "many" + (KEYS - MISSED - 1));
        behind.kill();
        long from = System.nanoTime();
        write(app, KEYS - MISSED, KEYS);
        print("wrote " + MISSED + " of " + KEYS + " while a node was away", from);
      }
      servers
          .all()
          .forEach(server -> {
            server.kill();
            server.start();
          });
      long from = System.nanoTime();
      try (ApInstance app = ApInstance.start(servers.addresses(), Map.of("HOME_NODE", "db_g1"))) {
        print("answers after a restart of all", from);
        awaitLevel(app, "many" + (KEYS - 1));
        print("level, with a bound at the node that was away", from);
        assertThat(app.get("/metrics").response().body())
            .contains("ap_resyncs_total{mode=\"ap\"} 0.0");
      }
    }
  }

  /** Until its home has the key and states a bound. */
  private static void awaitLevel(ApInstance app, String key) {
    await()
        .atMost(Duration.ofMinutes(10))
        .until(() -> {
          ApInstance.Told read = app.get("/read/" + key);
          return read.status() == 200 && !read.json().path("staleness_ms").isNull();
        });
  }

  private static void write(ApInstance app, int from, int to) {
    AtomicInteger next = new AtomicInteger(from);
    AtomicInteger written = new AtomicInteger();
    try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int writer = 0; writer < WRITERS; writer++) {
        writers.execute(() -> {
          for (int key = next.getAndIncrement(); key < to; key = next.getAndIncrement()) {
            if (app.post("/write/many" + key, "v" + key).status() == 200) {
              written.incrementAndGet();
            }
          }
        });
      }
    }
    assertThat(written).hasValue(to - from);
  }

  private static void print(String what, long fromNanos) {
    System.out.printf("%s: %.1f s%n", what, (System.nanoTime() - fromNanos) / 1e9);
  }
}
