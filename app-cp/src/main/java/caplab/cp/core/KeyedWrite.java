package caplab.cp.core;

import caplab.protocol.Step;
import java.util.List;
import java.util.Optional;

/**
 * The claim of a write with an Idempotency-Key: a small register of its own, created before the
 * write is proposed and read by every attempt, through any instance (CP-8).
 */
public final class KeyedWrite {

  private static final String PREFIX = "i:";

  /**
   * What all claims that a node has forgotten had promised. It is refilled as any register, and
   * comes after all claims in the order of names: what is forgotten during a refill is told by it.
   */
  static final String FORGOTTEN = "i;";

  /**
   * A keyed write.
   *
   * @param register that every attempt reads first
   * @param fingerprint a digest of the request: key, method, value and condition; without spaces
   */
  public record Keyed(String register, String fingerprint) {

    /** The one with this Idempotency-Key. */
    public static Keyed of(String idempotencyKey, String fingerprint) {
      return new Keyed(PREFIX + Codec.digest(idempotencyKey), fingerprint);
    }

    /** What it is called before its claim was read. */
    public String name() {
      return register + '/' + fingerprint;
    }

    /** Reads {@link #name}; empty if this is an id of another kind. */
    public static Optional<Keyed> named(String operation) {
      String[] parts = operation.split("/", 2);
      return isClaim(operation) ? Optional.of(new Keyed(parts[0], parts[1])) : Optional.empty();
    }

    /** What the ids of all its claims begin with, up to a dash. */
    public String operation() {
      return "k" + Codec.digest(name());
    }

    /**
     * A claim that was never made before.
     *
     * @param memory of the key's tag
     * @param before the key's state
     */
    public Claimed claimed(ProposerMemory memory, RegisterState before) {
      String id = operation() + '-' + memory.operation().replace('.', '-');
      return new Claimed(id, before.traces(id));
    }
  }

  /** Whether the register is a claim, which nodes forget. */
  public static boolean isClaim(String register) {
    return register.startsWith(PREFIX);
  }

  /** What became of the keyed write's register. */
  public sealed interface Claim {}

  /**
   * The register is there and names this request: go on with {@link Write#resume}.
   *
   * @param operation the write's id in the history of its key, the same for all attempts, and
   *     another one after nodes have forgotten the claim
   * @param first the key's {@link RegisterState#traces} before the claim
   */
  public record Claimed(String operation, long first) implements Claim {}

  /** Nothing may be proposed; the answer. */
  public record Refused(Outcome outcome) implements Claim {}

  private KeyedWrite() {}

  /**
   * Reads the keyed write's register and creates it if it is absent. The key itself must have been
   * read before.
   *
   * @param memory of the register's tag, which may be another one than the key's
   * @param mine what to create; empty to look only
   */
  public static Step<Request, Reply, Claim> claim(
      ProposerMemory memory,
      Keyed keyed,
      Optional<Claimed> mine,
      long patienceMs,
      long deadlineMs,
      long nowMs) {
    return new Read(memory, keyed.register(), patienceMs, deadlineMs)
        .start(nowMs)
        .then(
            nowMs,
            (outcome, now) -> {
              if (outcome instanceof Outcome.Value(RegisterState state, var rounds)
                  && state.value().isPresent()) {
                return known(keyed, state, rounds);
              }
              if (mine.isEmpty() || !(outcome instanceof Outcome.Value)) {
                return unknown(keyed, outcome);
              }
              String text =
                  String.join(
                      " ",
                      keyed.fingerprint(),
                      mine.get().operation(),
                      Long.toString(mine.get().first()));
              Write.Job job =
                  new Write.Job(
                      keyed.register(),
                      memory.operation(),
                      new Change.Put(text, new Change.Absent()),
                      patienceMs,
                      deadlineMs);
              return Write.start(memory, job, now)
                  .then(now, (created, later) -> created(keyed, mine.get(), created));
            });
  }

  private static Step<Request, Reply, Claim> created(Keyed keyed, Claimed mine, Outcome outcome) {
    if (outcome instanceof Outcome.Unmet(RegisterState state, var rounds)) {
      return known(keyed, state, rounds);
    }
    return outcome instanceof Outcome.Applied ? new Step.Done<>(mine) : unknown(keyed, outcome);
  }

  private static Step<Request, Reply, Claim> known(
      Keyed keyed, RegisterState state, List<Outcome.Trace> rounds) {
    String[] claim = state.value().orElseThrow().split(" ", -1);
    return new Step.Done<>(
        claim[0].equals(keyed.fingerprint())
            ? new Claimed(claim[1], Long.parseLong(claim[2]))
            : new Refused(new Outcome.Reused(rounds)));
  }

  /** Nobody knows of the attempts that were sent elsewhere, before this one or beside it. */
  private static Step<Request, Reply, Claim> unknown(Keyed keyed, Outcome why) {
    return new Step.Done<>(new Refused(new Outcome.Unknown(keyed.name(), 0, why.rounds())));
  }
}
