package caplab.cp.core;

import caplab.protocol.Seal;
import java.util.Optional;

/**
 * The signed id of an operation whose outcome stayed unknown: all that settling it needs (CP-7).
 *
 * @param register that it changes
 * @param operation its id in the register's history
 * @param first the register's version at or before its first proposal
 */
public record OperationToken(String register, String operation, long first) {

  /** Told apart from whatever else is sealed with the same secret. */
  private static final String KIND = "op";

  /** The id as a client sees it: letters, digits, dashes and underscores. */
  public String sealed(Seal seal) {
    return seal.seal(String.join(" ", KIND, operation, Long.toString(first), register));
  }

  /** Reads {@link #sealed}; empty if it is none of ours. */
  public static Optional<OperationToken> read(String sealed, Seal seal) {
    return seal.open(sealed)
        .map(text -> text.split(" ", 4))
        .filter(fields -> fields.length == 4 && fields[0].equals(KIND))
        .map(fields -> new OperationToken(fields[3], fields[1], Long.parseLong(fields[2])));
  }
}
