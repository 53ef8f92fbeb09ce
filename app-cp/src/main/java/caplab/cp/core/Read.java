package caplab.cp.core;

import caplab.protocol.Step;
import java.util.List;
import java.util.Optional;

/**
 * The CP read: one round trip that writes nothing when the first majority agrees (CP-4), otherwise
 * a round that changes nothing.
 *
 * @param memory what this instance remembers of the tag
 * @param register as {@link Request} names it
 * @param patienceMs how long one message may take
 * @param deadlineMs when the answer is due: nothing is sent later
 */
public record Read(ProposerMemory memory, String register, long patienceMs, long deadlineMs) {

  /** Begins the read; it ends with a value, or with nothing done. */
  public Step<Request, Reply, Outcome> start(long nowMs) {
    View view = memory.view();
    if (view.number() == 0) {
      return new Step.Done<>(new Outcome.NotApplied(Outcome.Reason.NOT_FORMED, List.of()));
    }
    return QuorumTally.ask(
        memory,
        view,
        pass -> new Request.Read(pass, register),
        Math.clamp(deadlineMs - nowMs, 1, patienceMs),
        (tally, over, now) -> onHeld(view, tally, over, now));
  }

  private Optional<Step<Request, Reply, Outcome>> onHeld(
      View view, QuorumTally tally, boolean over, long nowMs) {
    int quorum = memory.rules().quorum(view);
    boolean enough = tally.count(Reply.Held.class) >= quorum;
    if (!enough && !over && tally.mayReach(quorum, Reply.Held.class)) {
      return Optional.empty();
    }
    List<Outcome.Trace> trace = List.of(tally.trace(Outcome.Asked.READ, ""));
    if (enough) {
      Optional<RegisterState> proven = memory.rules().proven(tally.of(Reply.Held.class).values());
      return Optional.of(
          proven.isPresent()
              ? new Step.Done<>(new Outcome.Value(proven.get(), trace))
              : complete(trace, nowMs));
    }
    if (tally.nodes().size() - tally.unreachable() < quorum || nowMs >= deadlineMs) {
      return Optional.of(new Step.Done<>(new Outcome.NotApplied(Outcome.Reason.NO_QUORUM, trace)));
    }
    return Optional.of(complete(trace, nowMs));
  }

  /** Whatever was in the way: a round either gets through or says why not. */
  private Step<Request, Reply, Outcome> complete(List<Outcome.Trace> trace, long nowMs) {
    return round(memory, register, patienceMs, deadlineMs, nowMs)
        .then(nowMs, (outcome, now) -> new Step.Done<>(outcome.after(trace)));
  }

  /** A round that changes nothing; never answered from what the instance remembers. */
  static Step<Request, Reply, Outcome> round(
      ProposerMemory memory, String register, long patienceMs, long deadlineMs, long nowMs) {
    Change nothing = new Change.Identity();
    return Write.start(
        memory, new Write.Job(register, "-", nothing, patienceMs, deadlineMs), nowMs);
  }
}
