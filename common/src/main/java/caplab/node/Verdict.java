package caplab.node;

import caplab.node.ReplyReader.RedisError;
import java.util.List;
import java.util.Optional;

/**
 * What an answer on the wire means to the caller and to the breaker.
 *
 * @param reply what the caller hears
 * @param health whether the node served, as the breaker counts it
 */
record Verdict(Reply reply, Health health) {

  /** What a call tells of the node that it was sent to. */
  enum Health {
    /** It served, or refused for a reason of its own data. */
    SERVES,
    /** It did not answer, cannot be reached, or is in no state to serve. */
    FAILS,
    /** Nothing can be concluded. */
    UNTOLD
  }

  private static final List<String> REFUSED_WRITES =
      List.of("MISCONF ", "NOREPLICAS ", "READONLY ");

  /** Judges one answer. */
  static Verdict of(Object raw) {
    if (raw == ReplyReader.LEFT_OUT) {
      return new Verdict(new Reply.Lost("no memory for its answer"), Health.UNTOLD);
    }
    if (!(raw instanceof RedisError error)) {
      return new Verdict(new Reply.Answered(raw), Health.SERVES);
    }
    // Redis turns these away before the first effect, also when a script's first write meets them
    // (B-5).
    return switch (error.code()) {
      case "NOSCRIPT", "MOVED", "ASK", "TRYAGAIN", "CROSSSLOT", "READONLY" ->
          new Verdict(new Reply.Refused(error.message()), Health.SERVES);
      case "LOADING", "BUSY", "MASTERDOWN", "CLUSTERDOWN", "NOAUTH" ->
          new Verdict(new Reply.Refused(error.message()), Health.FAILS);
      default -> new Verdict(new Reply.Failed(error.code(), error.message()), Health.SERVES);
    };
  }

  static Verdict refused(String reason, Health health) {
    return new Verdict(new Reply.Refused(reason), health);
  }

  static Verdict lost(String reason) {
    return new Verdict(new Reply.Lost(reason), Health.FAILS);
  }

  /**
   * The node's own words if it takes no write at all now, though it may answer reads: so its
   * breaker must not open, and its state says it. Redis 6.2 wraps them into an error of its own.
   */
  Optional<String> refusesWrites() {
    String said =
        switch (reply) {
          case Reply.Answered answered -> null;
          case Reply.Failed failed -> failed.message();
          case Reply.Refused refused -> refused.reason();
          case Reply.Lost lost -> null;
        };
    return said != null && REFUSED_WRITES.stream().anyMatch(said::contains)
        ? Optional.of(said.split(" script: ")[0])
        : Optional.empty();
  }

  /** The word under which a failure is counted; empty for an answer. */
  String kind() {
    return switch (reply) {
      case Reply.Answered answered -> "";
      case Reply.Failed failed -> failed.outOfMemory() ? "oom" : "redis";
      case Reply.Refused refused -> "refused";
      case Reply.Lost lost -> "lost";
    };
  }
}
