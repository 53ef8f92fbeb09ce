package caplab.ap.core;

import java.util.OptionalLong;

/**
 * The rules under which a simulated cluster runs: all of them, unless a negative control takes one
 * away. Only tests can: a replica of theirs replaces a rule's method, or a message is tampered with
 * on its way.
 */
class Rules {

  /** A node. */
  Replica replica(String name) {
    return new Replica(name);
  }

  /** A request as it reaches a node. */
  Request request(Request request) {
    return request;
  }

  /** A reply as it reaches an instance. */
  Reply reply(Request request, Reply reply) {
    return reply;
  }

  /** The session token with which a client reads. */
  History asked(History token) {
    return token;
  }

  /** What a client keeps as its token after a read. */
  History kept(Outcome.Found found) {
    return found.token();
  }

  /** The value a client takes for the key's, judged against what all siblings hold. */
  State shown(State state) {
    return state;
  }

  /** The life that a node enters after it was found strange; the sim's instances draw it. */
  boolean entersNewLife(Node node) {
    return true;
  }

  /** The staleness bound that a client is told. */
  OptionalLong bound(Outcome.Found found, Cluster cluster, int instance) {
    return found.boundUs();
  }
}
