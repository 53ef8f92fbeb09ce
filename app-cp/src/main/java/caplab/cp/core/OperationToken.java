package caplab.cp.core;

import caplab.protocol.Seal;
import caplab.protocol.Step;
import java.util.Optional;

/**
 * The signed id of an operation whose outcome stayed unknown: all that settling it needs (CP-7).
 *
 * @param register that it changes
 * @param operation its id in the register's history, or {@link KeyedWrite.Keyed#name}
 * @param first {@link RegisterState#traces} at or before its first proposal
 */
public record OperationToken(String register, String operation, long first) {

  /** Told apart from whatever else is sealed with the same secret. */
  private static final String KIND = "op";

  /** The id as a client sees it: letters, digits, dashes and underscores. */
  public String sealed(Seal seal) {
    return seal.seal(String.join(" ", KIND, operation, Long.toString(first), register));
  }

  /**
   * Settles an unknown outcome by a round in place of the operation: after it no message of the
   * operation, late or yet to be sent, can take effect. Ends {@link Outcome.Applied}, {@link
   * Outcome.NotApplied} or, past the window, {@link Outcome.Unknown}; also unknown when no round
   * could be completed. Of a keyed write only by the id of its claim.
   */
  public Step<Request, Reply, Outcome> settle(
      ProposerMemory memory, long patienceMs, long deadlineMs, long nowMs) {
    Change refuse = new Change.Refuse();
    Write.Job job = new Write.Job(register, operation, refuse, patienceMs, deadlineMs);
    return Write.resume(memory, job, first, nowMs);
  }

  /** Reads {@link #sealed}; empty if it is none of ours. */
  public static Optional<OperationToken> read(String sealed, Seal seal) {
    return seal.open(sealed)
        .map(text -> text.split(" ", 4))
        .filter(fields -> fields.length == 4 && fields[0].equals(KIND))
        .map(fields -> new OperationToken(fields[3], fields[1], Long.parseLong(fields[2])));
  }
}
