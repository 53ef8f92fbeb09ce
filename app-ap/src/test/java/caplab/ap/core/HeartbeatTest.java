package caplab.ap.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What nodes are asked, and how old watermarks get, while nobody asks anything (AP-7): counted in
 * virtual time.
 */
class HeartbeatTest {

  private static final int SECONDS = 20;
  private static final double BOUND_MOST_MS = 150;

  /** While several instances find out who of them renews. */
  private static final double SETTLES_MS = 8_000;

  private final Rules rules = new Rules();
  private final Map<String, Long> asked = new TreeMap<>();

  private Cluster idle(int nodes, int instances) {
    Cluster cluster = new Cluster(5, nodes, instances, rules, Cluster.Settings.PLAIN);
    cluster.network.leastMs = 0.2;
    cluster.network.mostMs = 2;
    cluster.start();
    cluster.pass(SETTLES_MS);
    cluster.trace =
        line -> {
          String what = line.get().replaceFirst("^.*? (\\w+)\\[.*$", "$1");
          asked.merge(what, 1L, Long::sum);
        };
    return cluster;
  }

  /** The oldest watermark that any node had at any time, in milliseconds. */
  private static double oldest(Cluster cluster) {
    return DoubleStream.generate(
            () -> {
              cluster.pass(10);
              return cluster.nodes.values().stream()
                  .mapToDouble(node -> oldest(node, cluster.nodes.size() - 1))
                  .max()
                  .orElseThrow();
            })
        .limit(SECONDS * 100)
        .max()
        .orElseThrow();
  }

  private static double oldest(Node node, int others) {
    Reply.Greeting found = (Reply.Greeting) node.on(new Request.Status());
    assertThat(found.marks()).hasSize(others);
    return found.marks().values().stream()
        .mapToDouble(mark -> (found.timeUs() - mark) / 1_000.0)
        .max()
        .orElseThrow();
  }

  /** However many nodes there are, and little more for each instance that stands by. */
  @ParameterizedTest
  @CsvSource({"3, 1, 17", "3, 3, 20", "7, 3, 20"})
  void aNodeIsAskedNoMoreOften_howeverManyOthersThereAre(int nodes, int instances, int most) {
    assertThat(oldest(idle(nodes, instances))).isLessThan(BOUND_MOST_MS);
    assertThat(perNodeSecond(nodes).values().stream().mapToDouble(each -> each).sum())
        .as("%s", perNodeSecond(nodes))
        .isBetween(1.0, (double) most);
  }

  private Map<String, Double> perNodeSecond(int nodes) {
    return asked.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, each -> each.getValue() / (double) nodes / SECONDS));
  }

  /** A turn of a link is three requests: for each write one would cost more than the write. */
  @Test
  void writesOfOneMomentAreShippedTogether() {
    Cluster cluster = idle(3, 1);
    cluster.network.leastMs = 0.02;
    cluster.network.mostMs = 0.1;
    Client client = new Client(cluster, 0);
    for (int i = 0; i < 1_000; i++) {
      client.write("k" + i % 10, Optional.of("v" + i), false, cluster.instances.getFirst());
      cluster.pass(1);
    }
    cluster.pass(1_000);
    assertThat(client.outcomes()).hasSize(1_000).allMatch(Outcome.Written.class::isInstance);
    assertThat(new Verdict(cluster).unsettled()).isEmpty();
    assertThat(asked.get("Apply")).isBetween(100L, 500L);
  }

  @Test
  void anotherTakesOver_whenTheOneThatRenewedIsGone() {
    Cluster cluster = idle(3, 3);
    cluster.instances.get(0).kill();
    cluster.pass(500);
    assertThat(oldest(cluster)).isLessThan(BOUND_MOST_MS);
    cluster.instances.get(1).kill();
    cluster.pass(500);
    assertThat(oldest(cluster)).isLessThan(BOUND_MOST_MS);
  }
}
