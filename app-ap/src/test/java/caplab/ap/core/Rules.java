package caplab.ap.core;

import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.function.LongSupplier;

/**
 * The rules under which a simulated cluster runs: all of them, unless a negative control takes one
 * away. Only tests can: a replica of theirs replaces a rule's method, or a message is tampered with
 * on its way.
 */
class Rules {

  /** The cluster that runs under these rules; set once, when it is built. */
  Cluster cluster;

  /** What an instance remembers. */
  InstanceMemory memory(SortedSet<String> members, LongSupplier wallMs, LongSupplier random) {
    return new InstanceMemory(members, wallMs, random);
  }

  /** A node. */
  InMemoryReplica replica(String name) {
    return new InMemoryReplica(name);
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
  VersionVector asked(VersionVector token) {
    return token;
  }

  /** What of a key a client's session was shown, as it writes. */
  SessionToken.Context shown(SessionToken.Context shown) {
    return shown;
  }

  /** What a client keeps as its token after a read. */
  VersionVector kept(Outcome.Found found) {
    return found.token();
  }

  /** Whether a restart with an old disk shows, as another run does. */
  boolean showsOldDisk() {
    return true;
  }

  /** The staleness bound that a client is told. */
  OptionalLong bound(Outcome.Found found) {
    return found.boundUs();
  }
}
