package caplab.ap.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What brings the nodes together again, as the shell does it, where chance seldom leads. */
class HealingTest {

  private static final int KEYS = 120;
  private static final int PAGE = 32;

  private final Rules rules = new Rules();

  private Cluster cluster(Cluster.Settings settings) {
    Cluster cluster = new Cluster(3, 3, 2, rules, settings);
    cluster.start();
    cluster.pass(3_000);
    return cluster;
  }

  private static void write(Cluster cluster, int many) {
    Client client = new Client(cluster, 0);
    for (int key = 0; key < many; key++) {
      client.write("k" + key, Optional.of("v" + key), false, cluster.instances.get(0));
      cluster.pass(5);
    }
    cluster.pass(2_000);
    assertThat(client.outcomes()).hasSize(many).allMatch(Outcome.Written.class::isInstance);
  }

  private static long held(Node node) {
    return IntStream.range(0, KEYS).filter(k -> !node.replica.state("k" + k).empty()).count();
  }

  /** AP-6. */
  @Test
  void nodeIsNotBelieved_thatLacksManyValuesItClaimsToHaveSeen() {
    Cluster cluster = cluster(new Cluster.Settings(6, Long.MAX_VALUE, 0, false, 256, PAGE));
    write(cluster, KEYS);
    Node robbed = cluster.node(2);
    String life = robbed.replica.standing().incarnation();
    assertThat(held(robbed)).isEqualTo(KEYS);
    List.copyOf(robbed.replica.keys()).forEach(robbed.replica::evict);
    cluster.pass(300_000);
    Reply.Greeting found = (Reply.Greeting) robbed.on(new Request.Status());
    assertThat(found.lost()).isEqualTo(KEYS);
    assertThat(robbed.replica.standing().incarnation()).isGreaterThan(life);
    assertThat(cluster.nodes.values()).extracting(HealingTest::held).containsOnly((long) KEYS);
    assertThat(new Verdict(cluster).unsettled()).isEmpty();
  }

  /** AP-6: nodes that restart are levelled with one whose keys somebody deleted. */
  @Test
  void nothingIsLost_whenNodesRestartAfterSomebodyDeletedKeysOfAnother() {
    Cluster cluster = cluster(new Cluster.Settings(6, Long.MAX_VALUE, 0, false, 256, PAGE));
    write(cluster, KEYS);
    Node robbed = cluster.node(1);
    robbed.replica.keys().stream().limit(KEYS / 2).forEach(robbed.replica::evict);
    for (int restarted : new int[] {3, 2}) {
      cluster.node(restarted).stop();
      cluster.pass(50);
      cluster.node(restarted).start();
      cluster.pass(5_000);
    }
    cluster.pass(60_000);
    assertThat(cluster.nodes.values()).extracting(HealingTest::held).containsOnly((long) KEYS);
  }

  /** AP-6. */
  @Test
  void nothingIsLost_whenSomebodyDeletedOneKeyOfANode() {
    Cluster cluster = cluster(new Cluster.Settings(6, Long.MAX_VALUE, 0, false, 256, PAGE));
    write(cluster, KEYS);
    cluster.node(1).replica.evict("k7");
    cluster.pass(120_000);
    assertThat(cluster.nodes.values()).extracting(HealingTest::held).containsOnly((long) KEYS);
  }

  /** AP-5. */
  @Test
  void targetIsResynced_pastALogThatOutgrewItsBytes() {
    Cluster cluster = cluster(new Cluster.Settings(10_000, 100, 0, false, 256, PAGE));
    Node last = cluster.node(3);
    cluster.instances.forEach(i -> cluster.network.cuts.add(new Network.Cut(i.number, last.name)));
    write(cluster, KEYS);
    cluster.pass(3_000);
    for (Node node : List.of(cluster.node(1), cluster.node(2))) {
      assertThat(node.replica.log()).hasSizeLessThan(KEYS / 2);
    }
    int before = cluster.instances.stream().mapToInt(i -> i.resyncs).sum();
    cluster.network.heal();
    cluster.pass(10_000);
    assertThat(cluster.instances.stream().mapToInt(i -> i.resyncs).sum()).isGreaterThan(before);
    assertThat(held(last)).isEqualTo(KEYS);
    assertThat(new Verdict(cluster).unsettled()).isEmpty();
  }

  private Cluster cutOffWhileWritten() {
    Cluster cluster = cluster(new Cluster.Settings(10_000, 1_000_000, 0, false, 256, PAGE));
    Node last = cluster.node(3);
    cluster.instances.forEach(i -> cluster.network.cuts.add(new Network.Cut(i.number, last.name)));
    write(cluster, KEYS);
    assertThat(held(last)).isZero();
    return cluster;
  }

  private static void levelsWithoutAResync(Cluster cluster) {
    int before = cluster.instances.stream().mapToInt(i -> i.resyncs).sum();
    cluster.network.heal();
    cluster.pass(10_000);
    assertThat(cluster.nodes.values()).extracting(HealingTest::held).containsOnly((long) KEYS);
    assertThat(cluster.instances.stream().mapToInt(i -> i.resyncs).sum()).isEqualTo(before);
    assertThat(new Verdict(cluster).unsettled()).isEmpty();
  }

  /** AP-5. */
  @Test
  void writesOfAnOutage_areShippedFromTheLog() {
    levelsWithoutAResync(cutOffWhileWritten());
  }

  /** AP-8. */
  @Test
  void writesOfAnOutage_areShippedFromTheLog_thoughEveryNodeRestarts() {
    Cluster cluster = cutOffWhileWritten();
    cluster.nodes.values().forEach(Node::stop);
    cluster.nodes.values().forEach(Node::start);
    levelsWithoutAResync(cluster);
  }

  /** AP-8. */
  @Test
  void writesOfAnOutage_areShippedFromTheLog_thoughTheirNodeRestartsAgainAndAgain() {
    Cluster cluster = cutOffWhileWritten();
    for (int restart = 0; restart < 3; restart++) {
      cluster.node(1).stop();
      cluster.node(1).start();
      cluster.pass(3_000);
      new Client(cluster, 1)
          .write("later" + restart, Optional.of("v"), false, cluster.instances.get(0));
      cluster.pass(1_000);
    }
    levelsWithoutAResync(cluster);
  }

  /** AP-8. */
  @Test
  void nodesKeepTheirNames_thoughTheirAddressesWereSwappedForAWhile() {
    Cluster cluster = cluster(new Cluster.Settings(10_000, 1_000_000, 0, false, 256, PAGE));
    write(cluster, KEYS);
    cluster.node(1).swapServers(cluster.node(2));
    cluster.pass(2_500);
    assertThat(cluster.instances)
        .allSatisfy(it -> assertThat(it.shell().sightings().holder("db_g1")).contains("db_g2"));
    Client client = new Client(cluster, 1);
    client.write("meanwhile", Optional.of("v"), false, cluster.instances.get(1));
    cluster.pass(1_000);
    cluster.node(1).swapServers(cluster.node(2));
    cluster.pass(10_000);
    assertThat(client.outcomes()).allMatch(Outcome.Written.class::isInstance);
    assertThat(cluster.nodes.values())
        .allSatisfy(node -> {
          assertThat(node.replica.standing().incarnation()).startsWith(node.name + ".");
          assertThat(node.replica.state("meanwhile").values()).hasSize(1);
        })
        .extracting(HealingTest::held)
        .containsOnly((long) KEYS);
    assertThat(new Verdict(cluster).unsettled()).isEmpty();
  }

  /** AP-6. */
  @Test
  void tombstonesGo_asFastAsTheyCome() {
    Cluster cluster =
        new Cluster(3, 3, 1, rules, new Cluster.Settings(10_000, 1_000_000, 0, false, 256, PAGE));
    cluster.start();
    cluster.pass(3_000);
    Client client = new Client(cluster, 0);
    for (int key = 0; key < 3_000; key++) {
      client.write("k" + key, Optional.empty(), false, cluster.instances.get(0));
      cluster.pass(1);
    }
    cluster.pass(9_000);
    assertThat(client.outcomes()).hasSize(3_000).allMatch(Outcome.Written.class::isInstance);
    assertThat(cluster.nodes.values())
        .allSatisfy(node -> assertThat(node.replica.keys()).isEmpty());
  }
}
