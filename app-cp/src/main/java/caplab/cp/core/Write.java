package caplab.cp.core;

import caplab.protocol.Step;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The CP write: prepare, then accept, with majorities of one view (Rystsov, <i>CASPaxos</i>, 2018).
 * A register last written by this instance needs the accept alone (CP-3). Every other round of the
 * protocol, a read's or a refill's, is this one with a change that changes nothing.
 */
public final class Write {

  /**
   * A change of one register.
   *
   * @param register as {@link Request} names it
   * @param operation its id in the register's history, never used for anything else
   * @param change what to do
   * @param patienceMs how long one message may take
   * @param deadlineMs when the answer is due, in the driver's time: nothing is sent later
   */
  public record Job(
      String register, String operation, Change change, long patienceMs, long deadlineMs) {}

  /** A ballot and the view whose members promised it; every message of a round names both. */
  private record Round(View view, Ballot ballot) {}

  /**
   * What an accept is about.
   *
   * @param state to be accepted
   * @param own whether accepting it makes this operation take effect
   * @param outcome when a majority has accepted
   */
  private record Proposal(RegisterState state, boolean own, Outcome outcome) {}

  /**
   * Longest back-off after the first conflict, in round trips as the failed one took; halved by
   * each further conflict. So who has lost most often waits least, and no instance starves behind
   * another whose next accept needs no prepare.
   */
  private static final int BACK_OFF_TRIPS = 16;

  /** What counts as one trip at most, in milliseconds: longer ones waited for a silent node. */
  private static final long TRIP_MS = 100;

  /**
   * How long at least, in milliseconds, until a round is tried again that nodes which may not vote
   * stopped: a look or a refill has to mend that (CP-13), and each try is a write on the others.
   */
  private static final long BARRED_MS = 100;

  private final ProposerMemory memory;
  private final Job job;

  /** {@link RegisterState#traces} at or before the first proposal of this operation. */
  private final OptionalLong first;

  /** Whether some node may have accepted this operation. */
  private final boolean proposed;

  private final int tries;
  private final List<Outcome.Trace> rounds;

  private Write(
      ProposerMemory memory,
      Job job,
      OptionalLong first,
      boolean proposed,
      int tries,
      List<Outcome.Trace> rounds) {
    this.memory = memory;
    this.job = job;
    this.first = first;
    this.proposed = proposed;
    this.tries = tries;
    this.rounds = rounds;
  }

  /** Begins a write that nobody attempted before, and nobody else attempts. */
  public static Step<Request, Reply, Outcome> start(ProposerMemory memory, Job job, long nowMs) {
    return new Write(memory, job, OptionalLong.empty(), false, 0, List.of()).begin(nowMs);
  }

  /**
   * Begins an attempt of a write that others may have proposed, or may propose meanwhile: so an end
   * for lack of a majority is {@link Outcome.Unknown}, though this attempt sent nothing (CP-8).
   *
   * @param first {@link RegisterState#traces} at or before the first proposal
   */
  public static Step<Request, Reply, Outcome> resume(
      ProposerMemory memory, Job job, long first, long nowMs) {
    return new Write(memory, job, OptionalLong.of(first), true, 0, List.of()).begin(nowMs);
  }

  private Step<Request, Reply, Outcome> begin(long nowMs) {
    View view = memory.view();
    if (view.number() == 0) {
      return end(Outcome.Reason.NOT_FORMED);
    }
    if (nowMs >= job.deadlineMs()) {
      boolean fenced =
          !rounds.isEmpty() && rounds.getLast().nodes().containsValue(Outcome.Heard.FENCED);
      return end(fenced ? Outcome.Reason.FENCED : Outcome.Reason.CONTENTION);
    }
    // CP-3: with its last accept a majority promised us this ballot, for the state it then held.
    Optional<ProposerMemory.Promise> held =
        memory
            .take(job.register())
            .filter(promise -> promise.view().same(view) && mayBuildOn(promise.state()));
    return held.isPresent()
        ? propose(new Round(view, held.get().ballot()), held.get().state(), nowMs)
        : prepare(new Round(view, memory.ballot()), nowMs);
  }

  /**
   * Whether this operation may be proposed on a state that an earlier round left here, however long
   * ago. If others wrote since, the accept is refused and the next round must find out whether it
   * ever counted: the author's last round tells (CP-7), so there must be one. Who wrote nothing yet
   * prepares, and what it then builds on is one round trip old.
   */
  private boolean mayBuildOn(RegisterState held) {
    return job.change() instanceof Change.Identity || !held.window().lacksAuthorOf(job.operation());
  }

  private Step<Request, Reply, Outcome> prepare(Round round, long nowMs) {
    return QuorumTally.ask(
        memory,
        round.view(),
        pass -> new Request.Prepare(pass, job.register(), round.ballot()),
        patience(nowMs),
        (tally, over, now) -> onPrepared(round, tally, over, nowMs, now));
  }

  private Optional<Step<Request, Reply, Outcome>> onPrepared(
      Round round, QuorumTally tally, boolean over, long sentMs, long nowMs) {
    int quorum = memory.rules().quorum(round.view());
    if (tally.count(Reply.Promised.class) >= quorum) {
      RegisterState newest = memory.rules().newest(tally.of(Reply.Promised.class).values());
      return Optional.of(traced(tally, Outcome.Asked.PREPARE, round).propose(round, newest, nowMs));
    }
    if (!over && tally.mayReach(quorum, Reply.Promised.class)) {
      return Optional.empty();
    }
    return Optional.of(
        traced(tally, Outcome.Asked.PREPARE, round).again(round, tally, sentMs, nowMs));
  }

  private Step<Request, Reply, Outcome> propose(Round round, RegisterState state, long nowMs) {
    Optional<Long> done = state.window().versionOf(job.operation());
    if (done.isPresent()) {
      // CP-7: somebody carried our proposal on. It counts when this round is complete.
      return accept(
          round, new Proposal(state, false, new Outcome.Applied(done.get(), rounds)), nowMs);
    }
    Optional<OperationWindow.Refusal> refused = state.window().refusalOf(job.operation());
    if (refused.isPresent()) {
      return accept(round, new Proposal(state, false, again(refused.get(), state)), nowMs);
    }
    if (mayHaveLeft(state)) {
      Outcome unknown = new Outcome.Unknown(job.operation(), first.getAsLong(), rounds);
      return job.change() instanceof Change.Refuse
          ? accept(round, new Proposal(state, false, unknown), nowMs)
          : new Step.Done<>(unknown);
    }
    // A condition that fails is a read: the state must be accepted before anyone is told (CP-4).
    return switch (job.change().on(state, job.operation())) {
      case Change.Changed(RegisterState next) ->
          accept(
              round, new Proposal(next, true, new Outcome.Applied(next.version(), rounds)), nowMs);
      case Change.Unmet() ->
          accept(round, new Proposal(refusing(state, false), false, unmet(state)), nowMs);
      case Change.Unchanged() when job.change() instanceof Change.Identity ->
          accept(round, new Proposal(state, false, new Outcome.Value(state, rounds)), nowMs);
      case Change.Unchanged() ->
          accept(
              round,
              new Proposal(refusing(state, true), false, new Outcome.Unchanged(state, rounds)),
              nowMs);
    };
  }

  /**
   * CP-7: whether nobody can tell from this state whether the operation happened. A later round of
   * its author tells it did not, but only while that author is at this operation still.
   */
  private boolean mayHaveLeft(RegisterState state) {
    boolean running = !(job.change() instanceof Change.Refuse);
    return first.isPresent()
        && !(job.change() instanceof Change.Identity)
        && memory.rules().mayHaveLeft(first.getAsLong(), state.traces(job.operation()))
        && !(running && state.window().knowsAuthorOf(job.operation()));
  }

  /** CP-8: whoever else is at this operation must find that it was refused. */
  private RegisterState refusing(RegisterState state, boolean idle) {
    String operation = job.operation();
    return OperationWindow.shared(operation) ? state.refusing(operation, idle) : state;
  }

  private Outcome unmet(RegisterState state) {
    return job.change() instanceof Change.Refuse
        ? new Outcome.NotApplied(Outcome.Reason.SETTLED, rounds)
        : new Outcome.Unmet(state, rounds);
  }

  /** What an operation is told that was refused before, by whichever attempt. */
  private Outcome again(OperationWindow.Refusal refused, RegisterState state) {
    boolean unmet = job.change().on(state, job.operation()) instanceof Change.Unmet;
    if (refused.idle() && !(job.change() instanceof Change.Refuse)) {
      RegisterState then =
          new RegisterState(refused.version(), Optional.empty(), OperationWindow.EMPTY);
      return new Outcome.Unchanged(then, rounds);
    }
    return unmet ? unmet(state) : new Outcome.Reused(rounds);
  }

  private Step<Request, Reply, Outcome> accept(Round round, Proposal proposal, long nowMs) {
    // CP-6: the deadline and the accept are one step, so nothing goes on behind an answer.
    if (nowMs >= job.deadlineMs()) {
      return end(Outcome.Reason.CONTENTION);
    }
    Ballot next = memory.ballot();
    return QuorumTally.ask(
        memory,
        round.view(),
        pass -> new Request.Accept(pass, job.register(), round.ballot(), proposal.state(), next),
        patience(nowMs),
        (tally, over, now) -> onAccepted(round, proposal, next, tally, over, nowMs, now));
  }

  private Optional<Step<Request, Reply, Outcome>> onAccepted(
      Round round,
      Proposal proposal,
      Ballot next,
      QuorumTally tally,
      boolean over,
      long sentMs,
      long nowMs) {
    int quorum = memory.rules().quorum(round.view());
    if (tally.count(Reply.Accepted.class) >= quorum) {
      memory.keep(job.register(), new ProposerMemory.Promise(round.view(), next, proposal.state()));
      List<Outcome.Trace> last =
          List.of(tally.trace(Outcome.Asked.ACCEPT, round.ballot().toString()));
      return Optional.of(new Step.Done<>(proposal.outcome().followedBy(last)));
    }
    boolean nobodyYet = tally.skipped() == tally.nodes().size() - tally.open();
    if (!over && (nobodyYet || tally.mayReach(quorum, Reply.Accepted.class))) {
      return Optional.empty();
    }
    return Optional.of(
        traced(tally, Outcome.Asked.ACCEPT, round)
            .proposed(proposal, tally)
            .again(round, tally, sentMs, nowMs));
  }

  /** CP-6: proposed, unless every node certainly did not execute the accept. */
  private Write proposed(Proposal proposal, QuorumTally tally) {
    boolean acted = proposal.own() && tally.skipped() < tally.nodes().size();
    OptionalLong since =
        proposal.own() && first.isEmpty()
            ? OptionalLong.of(proposal.state().traces(job.operation()) - 1)
            : first;
    return new Write(memory, job, since, proposed || acted, tries, rounds);
  }

  private Step<Request, Reply, Outcome> again(
      Round round, QuorumTally tally, long sentMs, long nowMs) {
    int quorum = memory.rules().quorum(round.view());
    int full = tally.of(Reply.Full.class).size();
    int may = tally.nodes().size() - tally.unreachable() - full;
    if (may < quorum) {
      return full > 0 ? full() : end(Outcome.Reason.NO_QUORUM);
    }
    if (nowMs >= job.deadlineMs()) {
      return end(reason(tally));
    }
    Write next = new Write(memory, job, first, proposed, tries + 1, rounds);
    boolean barred =
        may - tally.of(Reply.Fenced.class).size() < quorum && memory.view().same(round.view());
    long least = barred ? BARRED_MS : 0;
    long most = barred ? 2 * BARRED_MS : backOff(nowMs - sentMs);
    long left = job.deadlineMs() - nowMs;
    return new Step.Pause<>(
        Math.min(least, left), Math.min(most, left), (event, now) -> next.begin(now));
  }

  private long backOff(long tookMs) {
    long trip = Math.clamp(tookMs, 1, TRIP_MS);
    return trip * Math.max(1, BACK_OFF_TRIPS >> Math.min(tries, BACK_OFF_TRIPS));
  }

  private static Outcome.Reason reason(QuorumTally tally) {
    if (!tally.of(Reply.Fenced.class).isEmpty()) {
      return Outcome.Reason.FENCED;
    }
    return tally.of(Reply.Conflict.class).isEmpty()
        ? Outcome.Reason.NO_QUORUM
        : Outcome.Reason.CONTENTION;
  }

  private Step<Request, Reply, Outcome> end(Outcome.Reason reason) {
    return new Step.Done<>(proposed ? unknown() : new Outcome.NotApplied(reason, rounds));
  }

  private Step<Request, Reply, Outcome> full() {
    return new Step.Done<>(proposed ? unknown() : new Outcome.Full(rounds));
  }

  private Outcome unknown() {
    return new Outcome.Unknown(job.operation(), first.orElse(0), rounds);
  }

  private Write traced(QuorumTally tally, Outcome.Asked asked, Round round) {
    List<Outcome.Trace> longer =
        Outcome.Trace.join(rounds, List.of(tally.trace(asked, round.ballot().toString())));
    return new Write(memory, job, first, proposed, tries, longer);
  }

  private long patience(long nowMs) {
    return Math.clamp(job.deadlineMs() - nowMs, 1, job.patienceMs());
  }
}
