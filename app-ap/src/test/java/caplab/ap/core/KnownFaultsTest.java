package caplab.ap.core;

import static caplab.ap.core.Table.G1;
import static caplab.ap.core.Table.G2;
import static caplab.ap.core.Table.G3;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Faults of the protocol that schedules found and that are not mended yet, each as short as it
 * gets. Each test holds what happens today; whoever mends it turns the assertion round.
 */
class KnownFaultsTest {

  private final Table table = new Table(new Rules());

  /**
   * AP-8: a life is newer than any that the instance which begins it knows of, and an instance that
   * has just started knows of none. If its clock is behind the one of the instance before, the
   * node's life is older than the one that all others know: they think it dead, ask for the other
   * one for ever, and renew no watermark of it. Schedules in which disks are lost in a row find it
   * in 7 of 600, sometimes as a dead incarnation that is never folded. It would be mended by
   * beginning another life whenever a node says that it is in one that is known to be dead.
   */
  @Test
  void linkNeverReads_aNodeWhoseLifeIsOlderThanTheOneKnown() {
    String was = table.life(G3);
    String ahead = Dot.newIncarnation("db_g3", was, 1_700_000_060_000L, 1);
    table.ask(G3, new Request.Enter(was, ahead, false, false));
    table.resync(G1, G3);
    table.settle();
    table.nodes.get(G3).wipe();
    table.restart();
    table.read(G3, "a", VersionVector.NONE);
    assertThat(table.life(G3)).isLessThan(ahead);
    for (int turn = 0; turn < 3; turn++) {
      assertThat(table.ship(G3, G1))
          .isEqualTo(new Shipping.Missed(G3, "it kept changing its life"));
    }
  }

  /**
   * AP-9: what an instance found settled it believes until it finds something else settled, also of
   * a node that came back since with a disk from before. So the session is told that its past is
   * lost, while the other nodes have it. {@code -Dap.seed=1000452} leads there. It would be mended
   * by believing nothing settled while a newer life is known.
   */
  @Test
  void sessionIsToldThatItsPastIsLost_atANodeThatCameBackWithAnOldDisk() {
    InMemoryReplica disk = table.nodes.get(G2).snapshot();
    VersionVector token = VersionVector.upTo(table.put(G2, "a", "v").dot().orElseThrow());
    table.settle();
    table.wipe(G2);
    table.resync(G1, G2);
    table.settle();
    table.collectKnowingAll();
    table.collectKnowingAll();
    table.oldDisk(G2, disk);
    Outcome.Found found = table.read(G2, "a", token);
    assertThat(table.values(G1, "a")).containsExactly("v");
    assertThat(found.state().empty()).isTrue();
    assertThat(found.session()).as("BEHIND would be true").isEqualTo(Outcome.Session.LOST);
  }
}
