package caplab.ap.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** After the faults end every node is resynced, gives a bound again, and all are equal. */
class LivenessTest {

  private static final double WITHIN_MS = 30_000;

  private static Optional<String> after(Rules rules, Consumer<Cluster> faults) {
    Cluster cluster = new Cluster(7, 3, 2, rules, Cluster.Settings.PLAIN);
    cluster.start();
    cluster.pass(3_000);
    Client client = new Client(cluster, 0);
    for (int w = 0; w < 12; w++) {
      client.write(w % 2 == 0 ? "a" : "b", client.newValue(), false, cluster.instances.get(0));
    }
    cluster.pass(10_000);
    faults.accept(cluster);
    cluster.pass(WITHIN_MS);
    Verdict verdict = new Verdict(cluster);
    return cluster.history.violation().or(verdict::unsettled).or(verdict::atTheEnd);
  }

  private static void restart(Node node) {
    node.stop();
    node.start();
  }

  private static void powerCut(Cluster cluster) {
    cluster.nodes.values().forEach(LivenessTest::restart);
  }

  /** AP-8. */
  @Test
  void recovers_afterAPowerCutOfAllNodes() {
    assertThat(after(new Rules(), LivenessTest::powerCut)).isEmpty();
  }

  @Test
  void wouldNeverRecover_ifOnlyReadyNodesWereSources() {
    assertThat(after(new BrokenNodes.OnlyReadySources(), LivenessTest::powerCut)).isPresent();
  }

  @Test
  void recovers_afterAnOldDisk() {
    assertThat(
            after(
                new Rules(),
                cluster -> {
                  cluster.node(1).keepDisk();
                  new Client(cluster, 1)
                      .write("a", Optional.of("later"), false, cluster.instances.get(0));
                  cluster.pass(10_000);
                  cluster.node(1).rollBack();
                }))
        .isEmpty();
  }

  @Test
  void recovers_afterTwoWipes() {
    assertThat(
            after(
                new Rules(),
                cluster -> {
                  cluster.node(1).wipe();
                  cluster.node(2).wipe();
                }))
        .isEmpty();
  }

  @Test
  void recovers_afterAPowerCutWithOneDiskLost() {
    assertThat(
            after(
                new Rules(),
                cluster -> {
                  powerCut(cluster);
                  cluster.node(3).wipe();
                }))
        .isEmpty();
  }

  @Test
  void recovers_afterOneNodeRestartsBesideADeadOne_thatComesBack() {
    assertThat(
            after(
                new Rules(),
                cluster -> {
                  cluster.node(1).stop();
                  restart(cluster.node(2));
                  cluster.pass(20_000);
                  cluster.node(1).start();
                }))
        .isEmpty();
  }
}
