package caplab.cp.core;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.sim.World;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** With one rule taken away, random schedules must find a wrong answer: the checker can fail. */
class NegativeControlTest {

  private static final Settings BUSY = Settings.of(3, 3).wipes(3).operations(90);

  @Test
  void catchesQuorumOfOne() {
    QuorumRules one =
        new QuorumRules() {
          @Override
          protected int quorum(View view) {
            return 1;
          }
        };
    assertCaught(BUSY.proof(one), 50);
  }

  /** CP-6 taken away. */
  @Test
  void catches503AfterAnAccept_cp6() {
    Settings settings =
        BUSY.told(outcome ->
            outcome instanceof Outcome.Unknown(String ignored, long first, var rounds)
                ? new Outcome.NotApplied(Outcome.Reason.NO_QUORUM, rounds)
                : outcome);
    assertCaught(settings, 100);
  }

  /** CP-7 taken away: the ids. */
  @Test
  void catchesValuesWithoutTheirRounds_cp7() {
    Settings settings =
        BUSY.sent(request ->
            request
                    instanceof
                    Request.Accept(
                        View.Pass pass,
                        var register,
                        var ballot,
                        RegisterState state,
                        var next)
                ? new Request.Accept(
                    pass,
                    register,
                    ballot,
                    new RegisterState(state.version(), state.value(), OperationWindow.EMPTY),
                    next)
                : request);
    assertCaught(settings, 200);
  }

  /** CP-4 taken away. */
  @Test
  void catchesMixedReadAnsweredWithoutARound_cp4() {
    QuorumRules highest =
        new QuorumRules() {
          @Override
          Optional<RegisterState> proven(Collection<Reply.Held> answers) {
            return answers.stream()
                .max(Comparator.comparing(Reply.Held::accepted))
                .map(Reply.Held::state);
          }
        };
    assertCaught(BUSY.proof(highest), 400);
  }

  @Test
  void catchesNodesWithoutAFence_cp11And12() {
    assertCaught(nodesLetting(BUSY, request -> true), 400);
  }

  /** CP-12 taken away for reads. */
  @Test
  void catchesReadsOutsideTheFence_cp12() {
    assertCaught(nodesLetting(BUSY, Request.Read.class::isInstance), 3_000);
  }

  /** CP-8 taken away. */
  @Test
  void catchesKeyedWritesWithoutARegister_cp8() {
    assertCaught(BUSY.node((name, world) -> new WithoutClaims(name)), 1_000);
  }

  /** CP-8 taken away: the refusals. */
  @Test
  void catchesKeyedWritesRefusedByOneAttemptOnly_cp8() {
    Settings settings =
        BUSY.sent(request ->
            request
                    instanceof
                    Request.Accept(View.Pass pass, var key, var ballot, RegisterState it, var next)
                ? new Request.Accept(pass, key, ballot, unrefused(it), next)
                : request);
    assertCaught(settings, 1_000);
  }

  private static RegisterState unrefused(RegisterState state) {
    OperationWindow window =
        new OperationWindow(state.window().text(), state.window().refusals() + " ");
    return new RegisterState(state.version(), state.value(), window);
  }

  /** CP-11 kept too late. */
  @Test
  void catchesAnOldDiskNoticedLate_cp11() {
    Settings settings = BUSY.node(SlowToNotice::new);
    assertCaught(settings, 3_000);
  }

  /** Rounds are not merged, so a window of two takes the place of sixteen with eight merged. */
  @Test
  void catchesAWindowOfTwoWithoutItsGuard_cp7() {
    assertCaught(windowOfTwo(BUSY, it -> false), 1_000);
  }

  @Test
  void holdsWithAWindowOfTwo_whenTheGuardKnowsIt() {
    Settings guarded = windowOfTwo(BUSY, age -> age >= 2);
    assertThat(
            LongStream.range(0, 150)
                .mapToObj(seed -> Schedule.wrong(seed, guarded))
                .flatMap(Optional::stream))
        .isEmpty();
  }

  /**
   * Values that remember two rounds instead of {@link OperationWindow#WINDOW}.
   *
   * @param gone whether an operation first proposed so many versions ago may have left the window
   */
  private static Settings windowOfTwo(Settings settings, LongPredicate gone) {
    QuorumRules guard =
        new QuorumRules() {
          @Override
          boolean mayHaveLeft(long first, long version) {
            return gone.test(version - first);
          }
        };
    return settings
        .proof(guard)
        .sent(request ->
            request
                    instanceof
                    Request.Accept(View.Pass pass, var key, var ballot, RegisterState it, var next)
                ? new Request.Accept(pass, key, ballot, lastTwo(it), next)
                : request);
  }

  private static RegisterState lastTwo(RegisterState state) {
    List<OperationWindow.Round> rounds = state.window().rounds();
    OperationWindow shorter =
        new OperationWindow(
            OperationWindow.of(rounds.subList(Math.max(0, rounds.size() - 2), rounds.size()))
                .text(),
            state.window().refused());
    return new RegisterState(state.version(), state.value(), shorter);
  }

  /** Nodes that answer these requests whatever the fence says. */
  private static Settings nodesLetting(Settings settings, Predicate<Request> careless) {
    return settings.node((name, world) ->
        new InMemoryAcceptor(name, name + "r0") {
          @Override
          boolean lets(Request.Voting request) {
            return careless.test(request) || super.lets(request);
          }
        });
  }

  /** A node that goes on under its old run for a while after a restart. */
  private static final class SlowToNotice extends InMemoryAcceptor {
    private static final double LATE_MS = 500;
    private final World world;
    private double restarted = Double.NEGATIVE_INFINITY;

    SlowToNotice(String name, World world) {
      super(name, name + "r0");
      this.world = world;
    }

    @Override
    public void restart(String newRun, Disk disk) {
      restarted = world.now();
      super.restart(newRun, disk);
    }

    @Override
    boolean lets(Request.Voting request) {
      boolean unnoticed = world.now() < restarted + LATE_MS;
      return super.lets(request)
          || unnoticed
              && standing().record().filter(it -> it.lets(request.pass(), it.run())).isPresent();
    }
  }

  /** A node that keeps no register of a keyed write, though it says so. */
  private static final class WithoutClaims extends InMemoryAcceptor {
    WithoutClaims(String name) {
      super(name, name + "r0");
    }

    @Override
    public Reply handle(Request request) {
      return switch (request) {
        case Request.Read read when isClaim(read, read.register()) ->
            new Reply.Held(Ballot.ZERO, Ballot.ZERO, RegisterState.NEVER);
        case Request.Prepare prepare when isClaim(prepare, prepare.register()) ->
            new Reply.Promised(Ballot.ZERO, RegisterState.NEVER);
        case Request.Accept accept when isClaim(accept, accept.register()) -> new Reply.Accepted();
        case Request other -> super.handle(other);
      };
    }

    private boolean isClaim(Request.Voting request, String register) {
      return register.startsWith("i:") && lets(request);
    }
  }

  private static void assertCaught(Settings settings, int schedules) {
    List<String> faults =
        LongStream.range(0, schedules)
            .boxed()
            .flatMap(seed -> Schedule.wrong(seed, settings).map(it -> seed + ": " + it).stream())
            .limit(1)
            .toList();
    assertThat(faults).as("wrong answers in %d schedules", schedules).isNotEmpty();
  }
}
