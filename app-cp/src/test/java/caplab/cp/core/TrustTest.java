package caplab.cp.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * CP-15 on whole instances in virtual time: an old disk is not trusted, however long its notes were
 * not written or did not reach a witness; and what lost nothing serves again, after an outage of
 * any length.
 */
class TrustTest {

  private static final double SECOND_MS = 1_000;
  private static final double HOUR_MS = 3_600 * SECOND_MS;
  private static final double RECOVERED_MS = 15 * SECOND_MS;
  private static final String KEY = "pear";

  private Cluster cluster;
  private Clients clients;
  private int written;

  /** Three nodes, formed, and written to. */
  private void begin(int instances) {
    cluster = new Cluster(7, Settings.of(3, instances).tags(1).keys(1), false);
    clients = new Clients(cluster);
    assertThat(cluster.runUntilAllVote(RECOVERED_MS)).isTrue();
    write(3);
  }

  @Test
  void noticesADiskTenSecondsOld_whileAnotherNodeIsRefilledForLong() {
    begin(1);
    cluster.nodes.values().forEach(node -> node.hold(2_000));
    cluster.network.refillsTake(0.8 * cluster.patienceMs);
    node("n2").restart();
    write(10);
    List<InMemoryAcceptor.Disk> old = node("n1").disk();
    write(10);
    assertThat(node("n2").tag(0).standing().record().orElseThrow().pending())
        .as("the refill goes on")
        .isPresent();
    node("n1").restart(old);
    run(0.5);
    node("n3").goDown(false);
    run(10);
    crash(); // what an instance remembers of its own last write would hide the loss
    run(3);
    assertNothingForgotten();
  }

  /**
   * n2 is out of reach while n1 and n3 serve; then n3 is down, the cut is healed, and n1 is back
   * with a disk of the time between. The note about n1 on n2 is of before.
   *
   * @param age of the disk
   * @param crash whether the instances that served are other ones since
   */
  @ParameterizedTest
  @CsvSource({"1, false", "10, false", "39, false", "1, true", "10, true", "30, true"})
  void noticesAnOldDisk_whoseOnlyWitnessWasOutOfReachWhileOthersServed(int age, boolean crash) {
    begin(2);
    isolate("n2");
    write(40 - age);
    List<InMemoryAcceptor.Disk> old = node("n1").disk();
    write(age);
    node("n3").goDown(false);
    if (crash) {
      crash();
    }
    join("n2");
    node("n1").restart(old);
    run(8);
    assertNothingForgotten();
  }

  /** What stays open: nothing that is left tells this from a service that ended with the cut. */
  @Test
  void cannotNoticeADiskOfWhenItsOnlyWitnessWasCutOff_ifWhoServedIsGone() {
    begin(2);
    isolate("n2");
    List<InMemoryAcceptor.Disk> old = node("n1").disk();
    write(40);
    node("n3").goDown(false);
    crash();
    join("n2");
    node("n1").restart(old);
    run(8);
    clients.read(cluster.instances.getFirst(), KEY, 1_000);
    run(2);
    assertThat(clients.wrong()).isPresent();
  }

  /** The bound of what else stays open: notes are two looks old at most. */
  @Test
  void noticesADiskThreeSecondsOld_besideADeadNode() {
    begin(1);
    write(5);
    List<InMemoryAcceptor.Disk> old = node("n1").disk();
    write(3);
    node("n3").goDown(false);
    node("n1").restart(old);
    crash();
    run(8);
    assertNothingForgotten();
  }

  /** The four ways of E12. */
  @ParameterizedTest
  @ValueSource(doubles = {10, HOUR_MS / SECOND_MS})
  void servesAgain_whenANodeWasDeadThatLong(double seconds) {
    begin(2);
    down("n3");
    write(2);
    run(seconds);
    up("n3");
    assertServes();
  }

  @ParameterizedTest
  @ValueSource(doubles = {10, HOUR_MS / SECOND_MS})
  void servesAgain_whenTwoOfThreeWereDeadThatLong(double seconds) {
    begin(2);
    down("n2", "n3");
    run(seconds);
    up("n2", "n3");
    assertServes();
  }

  @ParameterizedTest
  @ValueSource(doubles = {10, HOUR_MS / SECOND_MS})
  void servesAgain_besideADeadNode_whenAnotherWasDeadThatLong(double seconds) {
    begin(2);
    down("n2");
    write(2);
    down("n3");
    run(seconds);
    up("n3");
    assertServes();
    up("n2");
    assertServes();
  }

  @ParameterizedTest
  @ValueSource(doubles = {10, HOUR_MS / SECOND_MS})
  void servesAgain_whenAllWereDeadThatLong_andOneStaysDead(double seconds) {
    begin(2);
    down("n1", "n2", "n3");
    run(seconds);
    up("n1");
    run(30);
    up("n3");
    assertServes();
    up("n2");
    assertServes();
  }

  @Test
  void servesAgain_afterAnHourWithEverythingDown() {
    begin(2);
    write(20);
    down("n1", "n2", "n3");
    cluster.instances.forEach(instance -> instance.crash(HOUR_MS));
    run(HOUR_MS / SECOND_MS);
    up("n1", "n2", "n3");
    assertServes();
  }

  /** A write each second. */
  private void write(int seconds) {
    for (int i = 0; i < seconds; i++) {
      put();
      run(1);
    }
  }

  private Operation put() {
    Change put = new Change.Put("v" + ++written, new Change.Always());
    return clients.change(
        cluster.instances.get(written % cluster.instances.size()), KEY, put, 1_000);
  }

  private void run(double seconds) {
    cluster.world.runUntil(cluster.world.now() + seconds * SECOND_MS);
  }

  private VirtualNode node(String name) {
    return cluster.nodes.get(name);
  }

  private void down(String... names) {
    List.of(names).forEach(name -> node(name).goDown(true));
  }

  private void up(String... names) {
    List.of(names).forEach(name -> node(name).restart());
  }

  private void crash() {
    cluster.instances.forEach(instance -> instance.crash(0));
  }

  private void isolate(String name) {
    onLinks(instance -> cluster.network.cut(instance, name, false));
  }

  private void join(String name) {
    onLinks(instance -> cluster.network.join(instance, name));
  }

  private void onLinks(Consumer<Integer> what) {
    IntStream.range(0, cluster.instances.size()).forEach(what::accept);
  }

  /** No read now, and none when everybody is back, misses what was acknowledged. */
  private void assertNothingForgotten() {
    cluster.instances.forEach(instance -> clients.read(instance, KEY, 1_000));
    run(2);
    assertThat(clients.wrong()).isEmpty();
    cluster.calm();
    assertServes();
    assertThat(cluster.runUntilAllVote(RECOVERED_MS)).as("all vote").isTrue();
  }

  private void assertServes() {
    run(RECOVERED_MS / SECOND_MS);
    Operation put = put();
    Operation read = clients.read(cluster.instances.getFirst(), KEY, 1_000);
    run(2);
    assertThat(List.of(put, read)).allMatch(it -> it.version().isPresent());
    assertThat(clients.wrong()).isEmpty();
  }
}
