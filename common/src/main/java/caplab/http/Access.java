package caplab.http;

import caplab.access.Role;
import java.util.EnumSet;
import java.util.Set;

/**
 * Whose requests a route takes where tokens are asked for, and whether they are counted against the
 * rate limit.
 *
 * @param anybody whether it answers without a token, too
 * @param roles whose tokens it takes; of none, and a token is not even looked at
 * @param limited whether {@code RATE_LIMIT} counts its requests
 */
record Access(boolean anybody, Set<Role> roles, boolean limited) {

  /** For whoever must know whether the process works: balancers and orchestrators. */
  static final Access PROBE = new Access(true, Set.of(), false);

  /** Anybody, who is told less than the holder of a token. */
  static final Access LITTLE = new Access(true, EnumSet.allOf(Role.class), false);

  /** Whoever has any token at all. */
  static final Access KNOWN = new Access(false, EnumSet.allOf(Role.class), true);

  static Access of(Role first, Role... more) {
    return new Access(false, EnumSet.of(first, more), true);
  }

  /** Those who do what a route counts as; what is not counted is for operators unless it says. */
  static Access of(String operation) {
    return switch (operation) {
      case "read" -> of(Role.READER, Role.WRITER);
      case "write", "delete" -> of(Role.WRITER);
      default -> of(Role.OPERATOR);
    };
  }

  /** For whoever watches: not limited, as one looks most when most goes wrong. */
  Access unlimited() {
    return new Access(anybody, roles, false);
  }
}
