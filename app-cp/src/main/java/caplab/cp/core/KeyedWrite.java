package caplab.cp.core;

import caplab.protocol.Step;
import java.util.List;

/**
 * Writes that may be asked for again: those with an Idempotency-Key, each with a small register of
 * its own (CP-8), and those whose outcome stayed unknown (CP-7).
 */
public final class KeyedWrite {

  /**
   * A keyed write.
   *
   * @param idempotencyKey the client's
   * @param fingerprint a digest of the request: key, method, value and condition
   */
  public record Keyed(String idempotencyKey, String fingerprint) {

    /** The register that every retry reads first. */
    public String register() {
      return "i:" + Codec.digest(idempotencyKey);
    }

    /** The operation's id, the same through any instance. */
    public String operation() {
      return "k" + Codec.digest(idempotencyKey + '\n' + fingerprint);
    }
  }

  /** What became of the keyed write's register. */
  public sealed interface Claim {}

  /**
   * The register is there and names this request: go on with {@link Write#resume}.
   *
   * @param first the key's version at or before the first proposal
   * @param again whether an earlier attempt may have proposed the write
   */
  public record Claimed(long first, boolean again) implements Claim {}

  /** Nothing may be proposed; the answer. */
  public record Refused(Outcome outcome) implements Claim {}

  private KeyedWrite() {}

  /**
   * Reads the keyed write's register and creates it if it is absent. The key itself must have been
   * read before.
   *
   * @param memory of the register's tag, which may be another one than the key's
   * @param version the key's version, read by this attempt
   * @param attempt an id for the creation, unique to this attempt
   */
  public static Step<Request, Reply, Claim> claim(
      ProposerMemory memory,
      Keyed keyed,
      long version,
      String attempt,
      long patienceMs,
      long deadlineMs,
      long nowMs) {
    return new Read(memory, keyed.register(), patienceMs, deadlineMs)
        .start(nowMs)
        .then(
            nowMs,
            (outcome, now) -> {
              if (!(outcome
                  instanceof Outcome.Value(RegisterState state, List<Outcome.Trace> rounds))) {
                return refused(unknown(keyed, 0, outcome));
              }
              if (state.value().isPresent()) {
                return known(keyed, state, rounds);
              }
              Change create =
                  new Change.Put(keyed.fingerprint() + ' ' + version, new Change.Absent());
              Write.Job job =
                  new Write.Job(keyed.register(), attempt, create, patienceMs, deadlineMs);
              return Write.start(memory, job, now)
                  .then(now, (created, later) -> created(keyed, version, created));
            });
  }

  private static Step<Request, Reply, Claim> created(Keyed keyed, long version, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Applied ignored -> new Step.Done<>(new Claimed(version, false));
      case Outcome.Unmet(RegisterState state, List<Outcome.Trace> rounds) ->
          known(keyed, state, rounds);
      // Known to be absent when this attempt looked, and not created: nothing was proposed.
      case Outcome.NotApplied refused -> refused(refused);
      case Outcome.Full full -> refused(full);
      case Outcome.Unknown ignored -> refused(unknown(keyed, version, outcome));
      case Outcome.Value ignored -> throw new IllegalStateException("a put is no read");
      case Outcome.Unchanged ignored -> throw new IllegalStateException("a put changes");
      case Outcome.InFlight ignored -> throw new IllegalStateException("a put has no key");
      case Outcome.Reused ignored -> throw new IllegalStateException("no retry of a retry");
    };
  }

  private static Step<Request, Reply, Claim> known(
      Keyed keyed, RegisterState state, List<Outcome.Trace> rounds) {
    String[] claim = state.value().orElse("").split(" ", -1);
    return claim[0].equals(keyed.fingerprint())
        ? new Step.Done<>(new Claimed(Long.parseLong(claim[1]), true))
        : refused(new Outcome.Reused(rounds));
  }

  /** An earlier attempt may have proposed the write: only a register known absent says no. */
  private static Outcome unknown(Keyed keyed, long first, Outcome why) {
    return new Outcome.Unknown(keyed.operation(), first, why.rounds());
  }

  private static Step<Request, Reply, Claim> refused(Outcome outcome) {
    return new Step.Done<>(new Refused(outcome));
  }

  /**
   * Settles an unknown outcome by a round that changes nothing: after it no late message of the
   * operation can win a majority. Ends {@link Outcome.Applied}, {@link Outcome.NotApplied} or, past
   * the window, {@link Outcome.Unknown}; also unknown when no round could be completed.
   */
  public static Step<Request, Reply, Outcome> settle(
      ProposerMemory memory, OperationToken token, long patienceMs, long deadlineMs, long nowMs) {
    return Read.round(memory, token.register(), patienceMs, deadlineMs, nowMs)
        .then(nowMs, (outcome, now) -> new Step.Done<>(settled(memory, token, outcome)));
  }

  private static Outcome settled(ProposerMemory memory, OperationToken token, Outcome outcome) {
    List<Outcome.Trace> rounds = outcome.rounds();
    Outcome unknown = new Outcome.Unknown(token.operation(), token.first(), rounds);
    if (!(outcome instanceof Outcome.Value(RegisterState state, List<Outcome.Trace> ignored))) {
      return unknown;
    }
    Outcome absent =
        memory.rules().mayHaveLeft(token.first(), state.version())
            ? unknown
            : new Outcome.NotApplied(Outcome.Reason.SETTLED, rounds);
    return state
        .window()
        .versionOf(token.operation())
        .<Outcome>map(version -> new Outcome.Applied(version, rounds))
        .orElse(absent);
  }
}
