package caplab.ap.core;

import static caplab.ap.core.ApWorld.delete;
import static caplab.ap.core.ApWorld.get;
import static caplab.ap.core.ApWorld.knowing;
import static caplab.ap.core.ApWorld.put;
import static caplab.ap.core.Table.G1;
import static caplab.ap.core.Table.G2;
import static caplab.ap.core.Table.G3;
import static org.assertj.core.api.Assertions.assertThat;

import caplab.sim.Explorer;
import caplab.sim.SmallWorld;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * With one rule taken away, the explorer finds the shortest schedule that breaks a promise, and the
 * schedule leads there again; with it, the same world holds in every state. Prints the schedules,
 * as docs/proofs.md quotes them.
 */
class ShortestScheduleTest {

  private static final int STATES_MOST = 1_000_000;

  @Test
  void findsADotFoldedIntoItsContext() {
    finds(
        "dot apart from its context",
        rules -> new ApWorld(rules).client(get(G2), knowing(put("v", G2))).client(put("w", G2)),
        new BrokenNodes.ContextFoldedWithDot());
  }

  @Test
  void findsASessionThatGoesBack_whenItsTokenLacksTheContext() {
    Rules broken =
        new Rules() {
          @Override
          Reply reply(Request request, Reply reply) {
            return reply instanceof Reply.Seen s
                ? new Reply.Seen(
                    s.incarnation(),
                    new KeyState(s.state().siblings(), VersionVector.NONE, s.state().named()),
                    s.timeUs(),
                    s.epoch(),
                    s.ready(),
                    s.seen(),
                    s.marks(),
                    s.lives())
                : reply;
          }
        };
    finds(
        "context joined into the token",
        rules -> new ApWorld(rules).client(put("v", G1)).client(get(G2), get(G3)).repair(G1, G2),
        broken);
  }

  @Test
  void findsAMergeThatForgetsTheContextItWasMadeWith() {
    finds(
        "joined context kept after a merge",
        rules ->
            new ApWorld(rules)
                .before(ShortestScheduleTest::deletedAndForgotten)
                .client(get(G3), get(G2))
                .repair(G1, G3),
        new BrokenNodes.JoinedContextForgotten());
  }

  /** A value that all nodes had, deleted at the first, whose tombstone is collected. */
  private static void deletedAndForgotten(Table table) {
    table.put(G1, ApWorld.KEY, "v");
    table.ship(G1, G2);
    table.ship(G1, G3);
    table.delete(G1, ApWorld.KEY);
    for (int turn = 0; turn < 2; turn++) {
      table.pass(2 * WriteId.GRACE_US);
      table.ship(G2, G1);
      table.ship(G3, G1);
    }
    table.collect(G1);
  }

  @Test
  void findsADeleteUndone_whenAttemptsHaveIdsOfTheirOwn() {
    Function<Rules, ApWorld> world =
        rules ->
            new ApWorld(rules).losses(1).client(put("v", G1, G2), get(G2), knowing(delete(G2)));
    findsIn(
        "write ids",
        world
            .apply(new Rules())
            .sent((node, request) -> request instanceof Request.Write w ? own(node, w) : request));
    holds(world.apply(new Rules()));
  }

  private static Request own(String node, Request.Write write) {
    return new Request.Write(
        write.key(),
        write.value(),
        write.id() + "-" + node,
        write.clock(),
        write.context(),
        write.shown(),
        new TreeSet<>(),
        write.notAfterUs(),
        write.limit());
  }

  private static void finds(String rule, Function<Rules, ApWorld> world, Rules broken) {
    findsIn(rule, world.apply(broken));
    holds(world.apply(new Rules()));
  }

  private static void findsIn(String rule, ApWorld world) {
    SmallWorld<Request, Reply, InMemoryReplica> model = world.build();
    Explorer.Findings findings = Explorer.explore(model, STATES_MOST);
    System.out.println(
        "taken away: " + rule + ", " + findings.schedule().size() + " steps: " + findings);
    assertThat(findings.violation()).isPresent();
    assertThat(model.violation(Explorer.replay(model, findings.schedule())))
        .as("the same again")
        .isEqualTo(findings.violation());
  }

  private static void holds(ApWorld world) {
    Explorer.Findings findings = Explorer.explore(world.build(), STATES_MOST);
    assertThat(findings.violation()).isEmpty();
    assertThat(findings.finished()).isTrue();
  }
}
