package caplab.protocol;

/** What happened to a protocol in progress. */
public sealed interface Event<R> {

  /** A replica answered the message of the Ask in progress. */
  record Answered<R>(String node, R reply) implements Event<R> {}

  /**
   * A replica will not answer this Ask.
   *
   * @param mayHaveActed false only if the message certainly was not executed
   */
  record Silent<R>(String node, boolean mayHaveActed, String reason) implements Event<R> {}

  /** The patience of the Ask, or the back-off, is over. */
  record Timeout<R>() implements Event<R> {}
}
