package caplab.cp.core;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.cp.shell.CpShell;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What nodes are asked while nobody asks anything (CP-15): counted in virtual time. */
class QuietTest {

  private static final double VOTES_WITHIN_MS = 60_000;
  private static final double SETTLES_MS = 10_000;
  private static final int SECONDS = 20;

  @ParameterizedTest
  @CsvSource({"3, 1, 9", "3, 3, 26", "5, 3, 26"})
  void aNodeIsAskedRarely_whileNobodyAsks(int nodes, int instances, int most) {
    Cluster cluster = new Cluster(7, Settings.of(nodes, instances).tags(CpShell.TAGS), true);
    cluster.calm();
    assertThat(cluster.runUntilAllVote(VOTES_WITHIN_MS)).isTrue();
    cluster.world.runUntil(cluster.world.now() + SETTLES_MS);
    long before = asked(cluster);
    cluster.world.runUntil(cluster.world.now() + SECONDS * 1_000);
    assertThat((asked(cluster) - before) / (double) nodes / SECONDS).isBetween(1.0, (double) most);
  }

  private static long asked(Cluster cluster) {
    return cluster.trace.toString().lines().count();
  }
}
