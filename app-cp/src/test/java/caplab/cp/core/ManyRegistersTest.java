package caplab.cp.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whole instances that look after nodes with thousands of registers, in virtual time: how long it
 * takes is judged (CP-13, CP-14). A message is on its way for 2 to 10 ms.
 */
class ManyRegistersTest {

  private static final long SEED = 7;
  private static final int REGISTERS = 4_000;

  /**
   * So many registers were handed over within so long; with a message for each it took 25 s a
   * thousand.
   */
  private static final double SOON_MS = 12_000;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void admitsAWipedNodeSoon_howeverManyInstancesAreAtIt(int instances) {
    AtomicLong handed = new AtomicLong();
    Cluster cluster = formed(counting(handed, Settings.of(3, instances)));
    cluster.names().forEach(node -> hold(cluster, node, REGISTERS, 2));
    cluster.nodes.get("n2").wipe();
    assertThat(cluster.runUntilAllVote(SOON_MS)).as("%s", cluster).isTrue();
    assertThat(registers(cluster, "n2")).isEqualTo(registers(cluster, "n1"));
    assertThat(cluster.newest(0).number()).isEqualTo(2);
    assertThat(handed).hasValue(REGISTERS);
  }

  @Test
  void admitsAWipedNode_thoughManyMessagesAreLost() {
    Cluster cluster = formed(3, 2);
    cluster.names().forEach(node -> hold(cluster, node, REGISTERS, 2));
    cluster.nodes.get("n2").wipe();
    cluster.network.weather(0.02, 0.02, 0.02);
    assertThat(cluster.runUntilAllVote(10 * SOON_MS)).as("%s", cluster).isTrue();
    assertThat(registers(cluster, "n2")).isEqualTo(registers(cluster, "n1"));
  }

  /** CP-14: a round first for each register, since the two that are left differ in all. */
  @Test
  void admitsAWipedNodeSoon_whenTheOthersDifferInEveryRegister() {
    Cluster cluster = formed(3, 2);
    hold(cluster, "n1", REGISTERS, 2);
    hold(cluster, "n2", REGISTERS, 2);
    hold(cluster, "n2", REGISTERS / 2, 5);
    cluster.nodes.get("n3").wipe();
    assertThat(cluster.runUntilAllVote(2 * SOON_MS)).as("%s", cluster).isTrue();
    assertThat(states(cluster, "n3")).isEqualTo(states(cluster, "n2"));
  }

  /** CP-15 lets two of three serve; the third lacks nothing, so it costs no round. */
  @Test
  void servesSoonAfterARestartOfAll_thoughOneMissedMuch() {
    Cluster cluster = formed(3, 2);
    hold(cluster, "n1", 10, 2);
    hold(cluster, "n2", REGISTERS, 2);
    hold(cluster, "n3", REGISTERS, 2);
    cluster.nodes.values().forEach(VirtualNode::restart);
    double from = cluster.world.now();
    while (!serves(cluster) && cluster.world.now() < from + SOON_MS) {
      cluster.world.runUntil(cluster.world.now() + 50);
    }
    assertThat(cluster.world.now() - from).isLessThan(2_500);
    assertThat(cluster.runUntilAllVote(SOON_MS)).as("%s", cluster).isTrue();
  }

  /** Whether every instance has seen a majority vote. */
  private static boolean serves(Cluster cluster) {
    return cluster.instances.stream()
        .allMatch(
            instance -> cluster.names().stream().filter(instance.life()::sawVoting).count() >= 2);
  }

  @Test
  void admitsEveryNodeThatCanBe_andMovesNoView_whileOneCannot() {
    Cluster cluster = formed(5, 2);
    cluster.names().forEach(node -> hold(cluster, node, 20, 2));
    for (String lost : List.of("n1", "n4")) {
      cluster.nodes.get(lost).wipe();
    }
    cluster.nodes.get("n1").full(true);
    cluster.world.runUntil(cluster.world.now() + 2 * SOON_MS);
    assertThat(cluster.nodes.get("n4").votes(cluster.newest(0), 0)).as("%s", cluster).isTrue();
    long number = cluster.newest(0).number();
    cluster.world.runUntil(cluster.world.now() + 5 * SOON_MS);
    assertThat(cluster.newest(0).number()).isEqualTo(number);
    cluster.nodes.get("n1").full(false);
    assertThat(cluster.runUntilAllVote(2 * SOON_MS)).as("%s", cluster).isTrue();
  }

  /** An instance that dies leaves what it did to the others. */
  @Test
  void handsEveryRegisterOverOnce_thoughTheInstanceAtItDies() {
    AtomicLong handed = new AtomicLong();
    Cluster cluster = formed(counting(handed, Settings.of(3, 3)));
    cluster.names().forEach(node -> hold(cluster, node, REGISTERS, 2));
    cluster.nodes.get("n2").wipe();
    while (handed.get() < REGISTERS / 2) {
      cluster.world.runUntil(cluster.world.now() + 10);
    }
    cluster.instances.get(0).pause(SOON_MS);
    cluster.instances.get(1).crash(SOON_MS);
    cluster.instances.get(2).crash(0);
    assertThat(cluster.runUntilAllVote(SOON_MS)).as("%s", cluster).isTrue();
    assertThat(handed).hasValueBetween(REGISTERS, REGISTERS + REGISTERS / 10);
  }

  @Test
  void levelsWhatANodeMissed_onceItIsBack() {
    Cluster cluster = formed(3, 2);
    cluster.names().forEach(node -> hold(cluster, node, 1_000, 2));
    cluster.instances.forEach(each -> cluster.network.cut(each.number(), "n1", true));
    cluster.world.runUntil(cluster.world.now() + 3_000);
    hold(cluster, "n2", 600, 5);
    hold(cluster, "n3", 600, 5);
    cluster.instances.forEach(each -> cluster.network.join(each.number(), "n1"));
    long most = 0;
    double until = cluster.world.now() + 90_000;
    while (cluster.world.now() < until) {
      cluster.world.runUntil(cluster.world.now() + 100);
      most = Math.max(most, cluster.instances.get(0).life().behind());
    }
    assertThat(registers(cluster, "n1")).isEqualTo(registers(cluster, "n2"));
    assertThat(most).isBetween(1L, 600L);
    assertThat(cluster.instances).allMatch(each -> each.life().behind() == 0);
  }

  /**
   * Random faults over many registers of which each node lacks others: what a majority held before
   * is held by one after, and every node votes again in time.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void keepsWhatAMajorityHeld_andAdmitsEveryNodeSoon_afterRandomFaults(long seed) {
    Settings settings = Settings.of(3, 2 + (int) (seed % 2)).wipes(3).tags(1);
    Cluster cluster = new Cluster(seed, settings, false);
    assertThat(cluster.runUntilAllVote(SOON_MS)).isTrue();
    cluster.names().forEach(node -> hold(cluster, node, 300, 2));
    hold(cluster, "n" + (1 + seed % 3), 200, 5);
    hold(cluster, "n" + (1 + (seed + 1) % 3), 200, 5);
    Faults.plan(cluster, SOON_MS);
    cluster.world.runUntil(cluster.world.now() + SOON_MS + 3_000);
    cluster.calm();
    assertThat(cluster.runUntilAllVote(SOON_MS)).as("%s", cluster).isTrue();
    for (int i = 0; i < 300; i++) {
      String register = "k:%05d".formatted(i);
      Ballot chosen = new Ballot(i < 200 ? 5 : 2, 1);
      assertThat(cluster.names())
          .filteredOn(node -> {
            var held = registers(cluster, node).get(register);
            return held != null && !chosen.above(held.accepted());
          })
          .as(register)
          .hasSizeGreaterThanOrEqualTo(2);
    }
  }

  private static Settings counting(AtomicLong handed, Settings settings) {
    return settings.sent(request -> {
      if (request instanceof Request.Refill refill) {
        handed.addAndGet(refill.copies().size());
      }
      return request;
    });
  }

  private static Cluster formed(int nodes, int instances) {
    return formed(Settings.of(nodes, instances));
  }

  private static Cluster formed(Settings settings) {
    Cluster cluster = new Cluster(SEED, settings.tags(1), false);
    assertThat(cluster.runUntilAllVote(SOON_MS)).isTrue();
    cluster.world.runUntil(cluster.world.now() + 3_000);
    return cluster;
  }

  /** The node took part in a round of each of the first so many registers. */
  private static void hold(Cluster cluster, String node, int many, long ballot) {
    InMemoryAcceptor acceptor = cluster.nodes.get(node).tag(0);
    InMemoryAcceptor.Disk disk = acceptor.disk();
    Map<String, InMemoryAcceptor.Register> registers = new HashMap<>(disk.registers());
    for (int i = 0; i < many; i++) {
      registers.put(
          "k:%05d".formatted(i),
          new InMemoryAcceptor.Register(
              new Ballot(ballot + 1, 1),
              new Ballot(ballot, 1),
              RegisterState.NEVER.next(Optional.of("v" + i), "o." + ballot)));
    }
    acceptor.restart(
        acceptor.standing().run(),
        new InMemoryAcceptor.Disk(disk.record(), registers, disk.notes()));
  }

  private static Map<String, InMemoryAcceptor.Register> registers(Cluster cluster, String node) {
    return cluster.nodes.get(node).tag(0).disk().registers();
  }

  private static Map<String, RegisterState> states(Cluster cluster, String node) {
    return registers(cluster, node).entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, register -> register.getValue().state()));
  }
}
