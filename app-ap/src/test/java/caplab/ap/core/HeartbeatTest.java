package caplab.ap.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** What nodes are asked, and how old watermarks get, while nobody asks anything (AP-7). */
class HeartbeatTest {

  private static final int LINKS = 6;
  private static final int BEATS_PER_SECOND = 13;
  private static final int SECONDS = 20;
  private static final double BOUND_MOST_MS = 150;

  private final Rules rules = new Rules();
  private long greeted;
  private long read;

  private Cluster idle(int instances) {
    Cluster cluster = new Cluster(5, 3, instances, rules, Cluster.Settings.PLAIN);
    cluster.network.leastMs = 0.2;
    cluster.network.mostMs = 2;
    cluster.start();
    cluster.pass(3_000);
    cluster.trace =
        line -> {
          String asked = line.get();
          greeted += asked.contains(" Status[") ? 1 : 0;
          read += asked.contains(" Log[") ? 1 : 0;
        };
    return cluster;
  }

  /** The oldest watermark that any node had at any time, in milliseconds. */
  private static double oldest(Cluster cluster) {
    return DoubleStream.generate(
            () -> {
              cluster.pass(10);
              return cluster.nodes.values().stream()
                  .mapToDouble(HeartbeatTest::oldest)
                  .max()
                  .orElseThrow();
            })
        .limit(SECONDS * 100)
        .max()
        .orElseThrow();
  }

  private static double oldest(Node node) {
    Reply.Greeting found = (Reply.Greeting) node.on(new Request.Status());
    assertThat(found.marks()).hasSize(2);
    return found.marks().values().stream()
        .mapToDouble(mark -> (found.timeUs() - mark) / 1_000.0)
        .max()
        .orElseThrow();
  }

  @Test
  void oneInstanceRenewsWatermarks_whileTheOthersStandBy() {
    assertThat(oldest(idle(3))).isLessThan(BOUND_MOST_MS);
    assertThat(read).isBetween(0L, (long) LINKS * BEATS_PER_SECOND * SECONDS);
    assertThat(greeted).isLessThan(3L * 3 * (BEATS_PER_SECOND + 2) * SECONDS);
  }

  @Test
  void anotherTakesOver_whenTheOneThatRenewedIsGone() {
    Cluster cluster = idle(3);
    cluster.instances.get(0).kill();
    cluster.pass(500);
    assertThat(oldest(cluster)).isLessThan(BOUND_MOST_MS);
    cluster.instances.get(1).kill();
    cluster.pass(500);
    assertThat(oldest(cluster)).isLessThan(BOUND_MOST_MS);
  }
}
