package caplab.node;

import java.util.Set;

/**
 * What became of one command. The difference between {@link Refused} and {@link Lost} is the
 * difference between 503 and 504: only a lost command may have taken effect.
 */
public sealed interface Reply {

  /** Redis answered: {@code null}, {@code Long}, {@code byte[]} or a {@code List} of these. */
  record Answered(Object value) implements Reply {}

  /** Redis answered with an error. {@code code} is its first word, for example {@code OOM}. */
  record Failed(String code, String message) implements Reply {

    /** By these Redis turns a script away at its first write, hence before any effect. */
    private static final Set<String> BEFORE_ANY_EFFECT =
        Set.of(
            "WRONGTYPE",
            "READONLY",
            "MISCONF",
            "NOREPLICAS",
            "NOPERM",
            "NOAUTH",
            "MASTERDOWN",
            "CORRUPT");

    /** Whether memory was too full; Redis 6.2 wraps a script's errors into one of its own. */
    public boolean outOfMemory() {
      return code.equals("OOM") || message.contains("OOM command not allowed");
    }

    /** Whether a script of ours may have changed something before it failed. */
    public boolean mayHaveActed() {
      return !BEFORE_ANY_EFFECT.contains(code);
    }
  }

  /**
   * The command was certainly not executed: breaker open, queue full, no connection, or Redis
   * turned it away before executing ({@code LOADING}, {@code BUSY}, {@code NOSCRIPT} after a
   * reload, ...).
   */
  record Refused(String reason) implements Reply {}

  /** The command was sent and no answer came: it may have been executed, or may be yet. */
  record Lost(String reason) implements Reply {}
}
