package caplab.ap.core;

import static caplab.ap.core.Table.G1;
import static caplab.ap.core.Table.G2;
import static caplab.ap.core.Table.G3;
import static caplab.ap.core.Table.proves;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

/** What is acknowledged in one life of a node and another, and its end, step by step (AP-8). */
class LifeTest {

  private static final long HOUR_MS = 3_600_000;

  /** The life is older than one that was folded, and nobody who knows that is to be reached. */
  @Test
  void writeStays_inALifeBegunWithASlowClock_byWhoHasHeardNobody() {
    proves(
        table -> {
          foldALife(table, G1);
          table.restart(-HOUR_MS);
          table.wipe(G1);
          return isKept(table);
        },
        new Broken.OneLineOfLives());
  }

  /** What stays open: the disk is from before a life that was folded, so it knows an older one. */
  @Test
  void writeIsLost_inALifeBegunWithASlowClock_onlyIfItsDiskIsOlderThanAFoldedOne() {
    for (boolean old : List.of(false, true)) {
      Table table = new Table(new Rules());
      InMemoryReplica disk = table.nodes.get(G1).snapshot();
      foldALife(table, G1);
      table.oldDisk(G1, old ? disk : table.nodes.get(G1).snapshot());
      table.restart(-HOUR_MS);
      table.enter(G1, false);
      assertThat(isKept(table)).isEqualTo(!old);
    }
  }

  /** Two lives more, of which the first is over and levelled everywhere. */
  private static void foldALife(Table table, String node) {
    table.enter(node, false);
    table.put(node, "b", "w");
    String over = table.life(node);
    table.settle();
    table.enter(node, false);
    table.settle();
    table.collectKnowingAll();
    assertThat(table.nodes.values())
        .allSatisfy(each -> assertThat(each.seen().floors()).containsKey(over));
  }

  /** Whether what the node acknowledges now is everywhere once they have met. */
  private static boolean isKept(Table table) {
    table.put(G1, "a", "acknowledged");
    table.settle();
    table.exchange(G1, G2);
    table.settle();
    return table.everywhere("a", "acknowledged");
  }

  /** AP-8. */
  @Test
  void valueStays_thatARepairCarriedPastTheEndOfADeadLog() {
    proves(
        table -> {
          table.put(G1, "b", "shipped");
          table.settle();
          String dead = table.life(G1);
          long end = table.nodes.get(G1).seen().at(dead);
          table.put(G1, "a", "carried");
          table.repair(G1, G2, "a").run();
          table.wipe(G1);
          table.resync(G3, G1);
          table.settle();
          for (String node : table.nodes.keySet()) {
            table.ask(node, new Request.Fold(table.life(node), new Dot(dead, end)));
          }
          table.repair(G3, G2, "a").run();
          table.repair(G2, G3, "a").run();
          return table.values(G2, "a").equals(List.of("carried"))
              && table.values(G3, "a").equals(List.of("carried"));
        },
        new BrokenNodes.DeadPositionsInMerges());
  }

  @Test
  void deleteStays_ofAValuePastTheEndOfADeadLog_whenARepairComesLate() {
    proves(
        table -> {
          String dead = table.life(G1);
          table.put(G1, "a", "carried");
          table.repair(G1, G2, "a").run();
          table.wipe(G1);
          table.resync(G3, G1);
          Runnable late = table.repair(G2, G3, "a");
          table.delete(G2, "a");
          table.settle();
          for (String node : table.nodes.keySet()) {
            table.ask(node, new Request.Fold(table.life(node), new Dot(dead, 0)));
          }
          table.pass(2 * WriteId.GRACE_US);
          table.shipAll();
          table.collectKnowingAll();
          boolean forgotten = table.nodes.get(G3).keys().isEmpty();
          late.run();
          return forgotten && table.values(G3, "a").isEmpty();
        },
        new BrokenNodes.OldMergesTaken());
  }

  /** AP-8: a disk that was put back without a restart. */
  @Test
  void valuesStay_whenASourceHasLessThanItsTargetApplied() {
    Table table = new Table(new Rules());
    InMemoryReplica disk = table.nodes.get(G1).snapshot();
    table.put(G1, "a", "v");
    table.settle();
    String life = table.life(G1);
    table.nodes.get(G1).restore(disk);
    table.ship(G1, G2);
    assertThat(table.life(G1)).isGreaterThan(life);
    table.put(G1, "b", "w");
    table.settle();
    assertThat(table.everywhere("a", "v") && table.everywhere("b", "w")).isTrue();
  }

  /** AP-8. */
  @Test
  void noLifeIsFolded_whileANodeIsNotLevelWithAnother() {
    Table table = new Table(new Rules());
    table.put(G1, "a", "v");
    table.settle();
    table.enter(G1, false);
    table.shipAll();
    SortedMap<String, Reply.Greeting> members = table.members();
    assertThat(Incarnations.level(members)).isNotEmpty();
    Reply.Greeting g1 = members.get(G1);
    members.put(
        G1,
        new Reply.Greeting(
            g1.incarnation(),
            g1.timeUs(),
            g1.epoch(),
            false,
            g1.seen(),
            g1.marks(),
            g1.lives(),
            g1.first(),
            g1.dropped(),
            g1.lost(),
            g1.renewer()));
    assertThat(Incarnations.level(members)).isEmpty();
    assertThat(Incarnations.settled(members)).isEmpty();
  }
}
