package caplab.ap.core;

import static caplab.ap.core.Table.G1;
import static caplab.ap.core.Table.G2;
import static caplab.ap.core.Table.G3;
import static caplab.ap.core.Table.proves;
import static org.assertj.core.api.Assertions.assertThat;

import caplab.protocol.Event;
import caplab.protocol.Step;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Schedules, step by step, for rules whose absence random schedules seldom or never show. Each
 * holds with all rules and fails with its rule taken away.
 */
class DirectedScheduleTest {

  /** AP-3. */
  @Test
  void deleteStays_whenACopyOfARetriedWriteComesLate() {
    proves(
        table -> {
          Request.Write write = table.write("a", Optional.of("v"), Optional.empty());
          table.ask(G1, write);
          table.ask(G2, write);
          KeyState read = table.state(G2, "a");
          table.ask(G2, table.write("a", Optional.empty(), Optional.of(read)));
          table.ship(G1, G2);
          return table.values(G2, "a").isEmpty();
        },
        new Broken.NoWriteIds());
  }

  /** AP-3: an instance that had just started gave an attempt up, and it comes at last. */
  @Test
  void deleteStays_whenTheFirstAttemptOfAnInstanceComesAfterIdsAreForgotten() {
    proves(
        table -> {
          table.settle();
          table.restart();
          Request.Write write = table.write("a", Optional.of("v"), Optional.empty());
          Step.Ask<Request, Reply, Outcome> sent = ask(table.write(write, G1, G2));
          while (!(sent.messages().get(G1) instanceof Request.Write)) {
            Reply reply = table.ask(G1, sent.messages().get(G1));
            sent = ask(sent.then().on(new Event.Answered<>(G1, reply), table.nowMs()));
          }
          table.run(sent.then().on(new Event.Timeout<>(), table.nowMs() + 1_000));
          table.delete(G2, "a");
          table.settle();
          table.ask(G1, sent.messages().get(G1));
          table.settle();
          return table.values(G1, "a").isEmpty() && table.values(G2, "a").isEmpty();
        },
        new Broken.AttemptsUnlimited());
  }

  private static Step.Ask<Request, Reply, Outcome> ask(Step<Request, Reply, Outcome> step) {
    return (Step.Ask<Request, Reply, Outcome>) step;
  }

  /** AP-2. */
  @Test
  void sessionsDeleteTakesEffect_atANodeThatNeverHeldWhatItWasShown() {
    proves(
        table -> {
          table.put(G1, "a", "v");
          KeyState read = table.state(G1, "a");
          table.ask(G2, table.inSession("a", Optional.empty(), read));
          table.settle();
          return table.values(G1, "a").isEmpty() && table.values(G2, "a").isEmpty();
        },
        new Broken.ShownForgotten());
  }

  @Test
  void siblingStays_thatTheSessionWasNotShown() {
    proves(
        table -> {
          table.put(G1, "a", "shown");
          KeyState read = table.state(G1, "a");
          table.ask(G1, table.write("a", Optional.of("not shown"), Optional.of(KeyState.NONE)));
          table.ask(G2, table.inSession("a", Optional.empty(), read));
          table.settle();
          return table.values(G1, "a").equals(List.of("not shown"))
              && table.values(G2, "a").equals(List.of("not shown"));
        },
        new Broken.PositionsCountAsShown());
  }

  /** AP-3: a retry left a copy on a node out of reach, and its key is overwritten meanwhile. */
  @Test
  void deleteStays_afterEightyOverwritesDuringACut() {
    proves(
        table -> {
          Request.Write write = table.write("a", Optional.of("v"), Optional.empty());
          table.ask(G1, write);
          table.ask(G2, write);
          table.delete(G2, "a");
          for (int i = 0; i < 80; i++) {
            table.put(G2, "a", "w" + i);
          }
          table.ship(G1, G2);
          return table.values(G2, "a").equals(List.of("w79"));
        },
        new BrokenNodes.IdsForgottenPastTheNewest());
  }

  @Test
  void deleteStays_whenItOvertakesTheWrite() {
    proves(
        table -> {
          table.put(G1, "a", "v");
          table.ship(G1, G2);
          table.delete(G2, "a");
          table.ship(G2, G3);
          table.ship(G1, G3);
          return table.values(G3, "a").isEmpty();
        },
        new BrokenNodes.TombstoneNeverKept());
  }

  /** AP-6. */
  @Test
  void sessionDoesNotGoBack_afterAMergeTookAValueAway() {
    proves(
        table -> {
          table.put(G1, "a", "v");
          table.ship(G1, G2);
          table.ship(G1, G3);
          table.delete(G1, "a");
          forgetIds(table, G1);
          table.repair(G1, G3, "a").run();
          Outcome.Found gone = table.read(G3, "a", VersionVector.NONE);
          Outcome.Found back = table.read(G2, "a", table.rules.kept(gone));
          return gone.state().empty() && back.session() == Outcome.Session.BEHIND;
        },
        new BrokenNodes.JoinedContextForgotten());
  }

  /** The node's tombstone is collected, its ids forgotten. */
  private static void forgetIds(Table table, String node) {
    for (int turn = 0; turn < 2; turn++) {
      table.pass(2 * WriteId.GRACE_US);
      table.nodes.keySet().stream()
          .filter(other -> !other.equals(node))
          .forEach(other -> table.ship(other, node));
    }
    table.collect(node);
  }

  /** AP-9. */
  @Test
  void sessionDoesNotGoBack_afterItReadWhatARepairBrought() {
    proves(
        table -> {
          table.put(G1, "a", "v");
          table.repair(G1, G2, "a").run();
          Outcome.Found first = table.read(G2, "a", VersionVector.NONE);
          Outcome.Found second = table.read(G3, "a", table.rules.kept(first));
          return !first.state().empty() && second.session() == Outcome.Session.BEHIND;
        },
        new Broken.ContextNotInToken());
  }

  /** AP-6. */
  @Test
  void valuesStay_whenNodesAreResyncedFromOneThatSomebodyTookThemFrom() {
    proves(
        table -> {
          table.put(G1, "a", "v");
          table.put(G2, "b", "w");
          table.settle();
          table.nodes.get(G1).evict("a");
          table.nodes.get(G1).evict("b");
          for (String restarted : List.of(G3, G2)) {
            table.oldDisk(restarted, table.nodes.get(restarted).snapshot());
            table.resync(G1, restarted);
          }
          table.settle();
          return table.everywhere("a", "v") && table.everywhere("b", "w");
        },
        new BrokenNodes.LossTakenForDelete());
  }

  @Test
  void valueStays_whenARepairCarriesThatSomebodyTookItFromANode() {
    proves(
        table -> {
          table.put(G1, "a", "v");
          table.settle();
          table.nodes.get(G1).evict("a");
          table.exchange(G2, G1);
          table.read(G1, "a", VersionVector.NONE);
          table.settle();
          table.exchange(G2, G1);
          return table.everywhere("a", "v");
        },
        new BrokenNodes.LossTakenForDelete());
  }

  /** AP-6: what superseded it was taken away, and no other node has that. */
  @Test
  void valueStays_whenSomebodyTookAwayWhatSupersededIt() {
    proves(
        table -> {
          table.put(G1, "a", "v");
          table.settle();
          table.put(G2, "a", "only here");
          table.nodes.get(G2).evict("a");
          table.read(G2, "a", VersionVector.NONE);
          table.settle();
          table.exchange(G1, G2);
          return table.everywhere("a", "v");
        },
        new BrokenNodes.IdsOutliveTheVector());
  }

  /** AP-6: the resync goes on to say that the node has all. */
  @Test
  void valueStays_whenSomebodyTakesItFromANodeThatIsBeingResynced() {
    proves(
        table -> {
          table.put(G1, "a", "v");
          table.settle();
          table.wipe(G2);
          table.before(request -> {
            if (request instanceof Request.Check) {
              table.nodes.get(G2).evict("a");
            }
          });
          table.resync(G1, G2);
          table.before(request -> {});
          table.exchange(G2, G3);
          table.settle();
          return table.everywhere("a", "v");
        },
        new BrokenNodes.LossTakenForDelete());
  }

  /** AP-6: a tombstone that a repair carried ahead of the log, so that only its context tells. */
  @Test
  void sessionGoesNotBack_whenSomebodyTookATombstoneAway() {
    proves(
        table -> {
          table.put(G1, "a", "v");
          table.settle();
          table.delete(G2, "a");
          table.repair(G2, G1, "a").run();
          table.nodes.get(G1).evict("a");
          VersionVector token = table.read(G1, "a", VersionVector.NONE).token();
          return table.read(G3, "a", token).session() == Outcome.Session.BEHIND;
        },
        new BrokenNodes.TombstonesUnrecorded());
  }

  /** AP-6: the log that told of the delete is trimmed, so that only states tell. */
  @Test
  void deleteStays_whenSomebodyTookItsTombstoneAway() {
    proves(
        table -> {
          table.put(G1, "a", "v");
          KeyState read = table.state(G1, "a");
          table.ask(G2, table.inSession("a", Optional.empty(), read));
          table.nodes.get(G2).evict("a");
          table.put(G2, "b", "later");
          table.ask(G2, new Request.Trim(table.life(G2), VersionVector.NONE, 1, Long.MAX_VALUE));
          table.resync(G2, G1);
          table.settle();
          return table.values(G1, "a").isEmpty() && table.values(G2, "a").isEmpty();
        },
        new BrokenNodes.TombstonesUnrecorded());
  }

  /** AP-6: whose vector says that it has seen the delete. */
  @Test
  void deleteStays_whenItsTombstoneWasTakenFromTheSourceOfAResync() {
    proves(
        table -> {
          table.put(G3, "a", "v");
          KeyState read = table.state(G3, "a");
          table.ask(G2, table.inSession("a", Optional.empty(), read));
          table.wipe(G1);
          table.nodes.get(G2).evict("a");
          table.resync(G2, G1);
          table.repair(G3, G1, "a").run();
          return table.values(G1, "a").isEmpty();
        },
        new BrokenNodes.TombstonesUnrecorded());
  }

  /** AP-6: the target would say that it has seen what it was not given. */
  @Test
  void valueStays_whenSomebodyTakesItFromTheSourceOfAResync() {
    proves(
        table -> {
          table.put(G1, "a", "v");
          table.settle();
          table.wipe(G2);
          table.before(request -> {
            if (request instanceof Request.Scan) {
              table.nodes.get(G1).evict("a");
            }
          });
          table.resync(G1, G2);
          table.before(request -> {});
          table.exchange(G2, G3);
          table.settle();
          return table.everywhere("a", "v");
        },
        new BrokenNodes.LossTakenForDelete());
  }

  /** AP-7: what only the robbed node has is brought to the others before they state a bound. */
  @Test
  void noWatermarkIsRenewed_andNothingCountsAsLost_beforeWhatARobbedNodeKeptIsLevelled() {
    Table table = new Table(new Rules());
    table.put(G1, "a", "v");
    table.settle();
    table.put(G1, "b", "only here");
    table.nodes.get(G1).evict("a");
    table.read(G1, "a", VersionVector.NONE);
    Long mark = table.nodes.get(G2).standing().marks().get(G1);
    assertThat(table.ship(G1, G2)).isInstanceOf(Shipping.Gap.class);
    assertThat(table.nodes.get(G2).standing().marks().get(G1)).isEqualTo(mark);
    table.resync(G2, G1);
    table.resync(G1, G2);
    table.ship(G2, G3);
    assertThat(table.values(G2, "b")).containsExactly("only here");
    assertThat(Incarnations.settled(table.members())).isEmpty();
    assertThat(Incarnations.level(table.members())).isEmpty();
    assertThat(table.ship(G1, G2)).isInstanceOf(Shipping.Shipped.class);
    table.settle();
    assertThat(table.everywhere("a", "v") && table.everywhere("b", "only here")).isTrue();
    table.collectKnowingAll();
    assertThat(Incarnations.settled(table.members())).isPresent();
  }

  /** AP-5. */
  @Test
  void resyncTakesAway_whatTheSourceDeletedAndForgot() {
    proves(
        table -> {
          table.put(G1, "a", "v");
          table.ship(G1, G2);
          table.delete(G1, "a");
          forgetIds(table, G1);
          table.resync(G1, G2);
          return table.values(G2, "a").isEmpty();
        },
        new Broken.ResyncOfOneEnd());
  }

  /** AP-5. */
  @Test
  void resyncEnds_whenItsTargetIsWipedMeanwhile() {
    proves(
        table -> {
          table.put(G1, "a", "v");
          boolean[] wiped = {false};
          table.before(request -> {
            if (request instanceof Request.TakeOver && !wiped[0]) {
              wiped[0] = true;
              table.wipe(G2);
            }
          });
          table.resync(G1, G2);
          Dot dot = new Dot(table.life(G1), 1);
          return !table.nodes.get(G2).seen().covers(dot) || !table.values(G2, "a").isEmpty();
        },
        new BrokenNodes.ResyncUnbound());
  }

  /** AP-3, what stays open: it acts as much later as the clock was set back, and not after that. */
  @Test
  void attemptActsLate_byAsMuchAsTheClockOfItsNodeSteppedBack() {
    Table table = new Table(new Rules());
    table.settle();
    Request.Write first = table.write("a", Optional.of("v"), Optional.empty());
    Request.Write second = table.write("b", Optional.of("v"), Optional.empty());
    long limitUs = table.timeUs() + 1_000_000;
    table.pass(2_000_000);
    assertThat(table.ask(G1, first.notAfter(limitUs))).isInstanceOf(Reply.Late.class);
    table.stepClock(G1, -5_000_000);
    assertThat(table.ask(G1, first.notAfter(limitUs))).isNotInstanceOf(Reply.Late.class);
    table.pass(4_000_000);
    assertThat(table.ask(G1, second.notAfter(limitUs))).isInstanceOf(Reply.Late.class);
    assertThat(table.values(G1, "a")).containsExactly("v");
    assertThat(table.values(G1, "b")).isEmpty();
  }

  @Test
  void tombstoneGoesInTime_thoughTheClockSteppedBack() {
    Table table = new Table(new Rules());
    table.settle();
    table.put(G1, "a", "v");
    table.delete(G1, "a");
    table.stepClock(G1, -60_000_000);
    table.settle();
    assertThat(table.nodes.get(G1).keys()).isEmpty();
  }

  /** AP-4. */
  @Test
  void contextIsRemoved_thoughTheDotWasSeen() {
    proves(
        table -> {
          table.put(G2, "a", "old");
          table.ship(G2, G1);
          KeyState read = table.state(G1, "a");
          table.ask(G1, table.write("a", Optional.of("new"), Optional.of(read)));
          table.ship(G2, G3);
          VersionVector ahead = VersionVector.of(table.life(G1), 1);
          KeyState brought = new KeyState(new TreeMap<>(), ahead, new TreeSet<>());
          table.ask(
              G3,
              new Request.Merge(
                  table.life(G3),
                  table.life(G1),
                  new TreeMap<>(Map.of("a", brought)),
                  VersionVector.NONE));
          table.ship(G1, G3);
          return table.values(G3, "a").isEmpty();
        },
        new BrokenNodes.SeenDotSkipped());
  }

  /** AP-11: what a repair carried past the end of a log that then died. */
  @Test
  void exchangeCarriesOn_whatNoLogWillBring() {
    Table table = new Table(new Rules());
    table.put(G1, "a", "carried");
    table.repair(G1, G2, "a").run();
    table.wipe(G1);
    table.exchange(G2, G3);
    assertThat(table.values(G3, "a")).containsExactly("carried");
  }

  /** AP-6, what stays open: with its log a robbed node loses what only that still told. */
  @Test
  void deleteComesUndoneByALossOfAnotherKey_onlyIfNobodyElseHasIt_andItsTombstoneIsGone() {
    for (boolean forgotten : List.of(false, true)) {
      Table table = new Table(new Rules());
      table.put(G1, "a", "v");
      table.put(G1, "b", "w");
      table.settle();
      table.delete(G2, "b");
      if (forgotten) {
        forgetIds(table, G2);
      }
      table.nodes.get(G2).evict("a");
      table.read(G2, "a", VersionVector.NONE);
      table.settle();
      table.exchange(G1, G2);
      assertThat(table.everywhere("a", "v")).isTrue();
      assertThat(table.values(G1, "b")).isEqualTo(forgotten ? List.of("w") : List.of());
    }
  }
}
