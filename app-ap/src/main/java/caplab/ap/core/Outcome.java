package caplab.ap.core;

import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;

/** What became of a client's operation. */
public sealed interface Outcome {

  /** How a read stands to the session that asked. */
  enum Session {
    /** Everything the session saw is reflected; also when there was no session. */
    SATISFIED,
    /** No node reached reflects everything the session saw. */
    BEHIND,
    /** Something the session saw died with a disk; said once, then the token is rebased. */
    LOST
  }

  /**
   * The write is on a node and in its log.
   *
   * @param node the node that took it
   * @param reply what the node answered
   * @param token what the session has seen afterwards
   * @param unanswered attempts at other nodes that were sent and not answered
   */
  record Written(String node, Reply.Wrote reply, VersionVector token, int unanswered)
      implements Outcome {}

  /**
   * A read was answered.
   *
   * @param node the node whose answer came first and counted
   * @param merged all nodes whose answers were merged
   * @param state what they hold
   * @param boundUs upper bound of the staleness in microseconds; empty if unknown
   * @param seen what the answer reflects: the nodes' applied vectors and the context of the state
   * @param token what the session has seen afterwards
   * @param repairs merges that bring nodes asked up to what was read
   */
  record Found(
      String node,
      List<String> merged,
      KeyState state,
      OptionalLong boundUs,
      Session session,
      VersionVector seen,
      VersionVector token,
      SortedMap<String, Request.Merge> repairs)
      implements Outcome {}

  /** Too few nodes could be reached; nothing was done. */
  record Unavailable(int required, int received) implements Outcome {}

  /** Nodes answered, none within the bound asked; the best bound is told. */
  record TooStale(OptionalLong boundUs) implements Outcome {}

  /** A strict session's past is on no node that could be reached. */
  record SessionBehind(Session session, VersionVector token) implements Outcome {}

  /** Every node that could be reached has no memory left; nothing was done. */
  record Full() implements Outcome {}

  /** The key has too many siblings for one more, or too large ones; nothing was done. */
  record Crowded(int siblings, long bytes) implements Outcome {}

  /** Attempts were sent and none was answered: the write may be there or come yet. */
  record Unknown(int unanswered) implements Outcome {}
}
