package caplab.cp.core;

import static caplab.cp.core.CpWorld.get;
import static caplab.cp.core.CpWorld.look;
import static caplab.cp.core.CpWorld.put;
import static org.assertj.core.api.Assertions.assertThat;

import caplab.sim.Explorer;
import caplab.sim.SmallWorld;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.Test;

/**
 * With one rule taken away, the explorer finds the shortest schedule that breaks a promise, and the
 * schedule leads there again. Prints it, as docs/proofs.md quotes it.
 */
class ShortestScheduleTest {

  private static final int STATES_MOST = 6_000_000;

  @Test
  void findsAQuorumOfOne() {
    QuorumRules one =
        new QuorumRules() {
          @Override
          protected int quorum(View view) {
            return 1;
          }
        };
    finds("a quorum of one", new CpWorld(3).proof(one).instance(put("a"), get()));
  }

  @Test
  void finds503AfterAnAccept_cp6() {
    CpWorld world =
        new CpWorld(3)
            .told(outcome ->
                outcome instanceof Outcome.Unknown(String ignored, long first, var rounds)
                    ? new Outcome.NotApplied(Outcome.Reason.NO_QUORUM, rounds)
                    : outcome)
            .instance(put("a"))
            .instance(get());
    finds("503 after an accept (6)", world);
  }

  @Test
  void findsAMixedReadAnsweredWithoutARound_cp4() {
    QuorumRules highest =
        new QuorumRules() {
          @Override
          Optional<RegisterState> proven(Collection<Reply.Held> answers) {
            return answers.stream()
                .max(Comparator.comparing(Reply.Held::accepted))
                .map(Reply.Held::state);
          }
        };
    finds(
        "a mixed read without a round (4)",
        new CpWorld(3).proof(highest).instance(put("a")).instance(get(), get()));
  }

  @Test
  void findsNodesWithoutAFence_cp11And12() {
    finds("no fence (11, 12)", wipedWorld((request, standing) -> true).instance(put("a"), get()));
  }

  @Test
  void findsReadsOutsideTheFence_cp12() {
    finds(
        "reads outside the fence (12)",
        wipedWorld((request, standing) -> request instanceof Request.Read)
            .instance(put("a"), get()));
  }

  @Test
  void findsAFenceOnTheLostNodeAlone_cp12() {
    BiPredicate<Request.Voting, Reply.Standing> alone =
        (request, standing) ->
            standing
                .record()
                .filter(it -> it.votes(standing.run()))
                .filter(it -> it.incarnation().equals(request.pass().incarnation()))
                .isPresent();
    finds(
        "a fence on the lost node alone (12)",
        wipedWorld(alone).losses(0).instance(look(), put("b")).instance(put("a")));
  }

  /** Nodes that answer these requests too, one of which loses its disk. */
  private static CpWorld wipedWorld(BiPredicate<Request.Voting, Reply.Standing> careless) {
    BiFunction<String, String, InMemoryAcceptor> node =
        (name, run) ->
            new InMemoryAcceptor(name, run) {
              @Override
              boolean lets(Request.Voting request) {
                return super.lets(request) || careless.test(request, standing());
              }
            };
    return new CpWorld(3).wipes(1).nodes(node);
  }

  private static void finds(String what, CpWorld world) {
    SmallWorld<Request, Reply, InMemoryAcceptor> model = world.build();
    Explorer.Findings findings = Explorer.explore(model, STATES_MOST);
    List<String> schedule = findings.schedule();
    System.out.println("taken away: " + what + ", " + schedule.size() + " steps: " + findings);
    assertThat(findings.violation()).isPresent();
    assertThat(model.violation(Explorer.replay(model, schedule)))
        .as("the same again")
        .isEqualTo(findings.violation());
  }
}
