package caplab.node;

import caplab.node.ReplyReader.RedisError;

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

  /** Judges one answer. */
  static Verdict of(Object raw) {
    if (!(raw instanceof RedisError error)) {
      return new Verdict(new Reply.Answered(raw), Health.SERVES);
    }
    // Redis turns these away before the first effect, also when a script's first write meets them
    // (B-5).
    return switch (error.code()) {
      case "NOSCRIPT", "MOVED", "ASK", "TRYAGAIN", "CROSSSLOT" ->
          new Verdict(new Reply.Refused(error.message()), Health.SERVES);
      case "LOADING", "BUSY", "MASTERDOWN", "READONLY", "CLUSTERDOWN", "NOAUTH" ->
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
