package caplab.node;

/**
 * What became of one command. The difference between {@link Refused} and {@link Lost} is the
 * difference between 503 and 504: only a lost command may have taken effect.
 */
public sealed interface Reply {

  /** Redis answered: {@code null}, {@code Long}, {@code byte[]} or a {@code List} of these. */
  record Answered(Object value) implements Reply {}

  /** Redis answered with an error. {@code code} is its first word, for example {@code OOM}. */
  record Failed(String code, String message) implements Reply {}

  /**
   * The command was certainly not executed: breaker open, queue full, no connection, or Redis
   * turned it away before executing ({@code LOADING}, {@code BUSY}, {@code NOSCRIPT} after a
   * reload, ...).
   */
  record Refused(String reason) implements Reply {}

  /** The command was sent and no answer came: it may have been executed, or may be yet. */
  record Lost(String reason) implements Reply {}
}
