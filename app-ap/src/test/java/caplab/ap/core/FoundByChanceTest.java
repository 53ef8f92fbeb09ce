package caplab.ap.core;

import static caplab.ap.core.Table.G1;
import static caplab.ap.core.Table.G2;
import static caplab.ap.core.Table.G3;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Schedules that random ones found, each as short as it gets. */
class FoundByChanceTest {

  private final Table table = new Table(new Rules());

  /**
   * AP-8: a life is newer than any that the instance which begins it knows of, and an instance that
   * has just started knows of none. If its clock is behind the one of the instance before, the
   * node's life is older than the one that all others know. Whoever meets such a life begins
   * another one.
   */
  @Test
  void nodeBeginsAnotherLife_whenItsOwnIsOlderThanTheOneKnown() {
    String was = table.life(G3);
    String ahead = Dot.newIncarnation("db_g3", was, 1_700_000_060_000L, 1);
    table.ask(G3, new Request.Enter(was, ahead, false));
    table.resync(G1, G3);
    table.settle();
    table.nodes.get(G3).wipe();
    table.restart();
    table.read(G3, "a", VersionVector.NONE);
    assertThat(table.life(G3)).isLessThan(ahead);
    table.ship(G3, G1);
    assertThat(table.life(G3)).isGreaterThan(ahead);
    assertThat(table.ship(G3, G1)).isNotInstanceOf(Shipping.Missed.class);
  }

  /**
   * AP-9: what an instance found settled it believes no longer once a node came back with another
   * life: its disk may be one from before. The session is behind there, its past is not lost.
   */
  @Test
  void sessionIsBehind_notLost_atANodeThatCameBackWithAnOldDisk() {
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
    assertThat(found.session()).isEqualTo(Outcome.Session.BEHIND);
  }
}
