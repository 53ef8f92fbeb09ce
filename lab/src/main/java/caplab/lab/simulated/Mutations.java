package caplab.lab.simulated;

import caplab.cp.core.QuorumRules;
import java.util.OptionalLong;

/**
 * What a negative control breaks of a simulated pair: each method puts a broken part in the place
 * of a whole one. Nothing of this is in the services: each part is broken from outside.
 */
public interface Mutations {

  /** Nothing is broken. */
  Mutations NONE = new Mutations() {};

  /** How an instance of app-cp judges what is proof. */
  default QuorumRules rules() {
    return QuorumRules.PROOF;
  }

  /** A node of app-cp starts a new run with an empty disk. */
  default void wipe(caplab.cp.core.InMemoryAcceptor node, String run) {
    node.wipe();
    node.restart(run, node.disk());
  }

  /** What an instance of app-cp tells its client of an outcome. */
  default caplab.cp.core.Outcome told(caplab.cp.core.Outcome outcome) {
    return outcome;
  }

  /** A node of app-ap carries out one request. */
  default caplab.ap.core.Reply executed(
      caplab.ap.core.InMemoryReplica node,
      caplab.ap.core.Request request,
      String run,
      long timeUs) {
    return node.on(request, run, timeUs);
  }

  /** An instance of app-ap heard from a node. */
  default void contact(int zone, String node, double nowMs) {}

  /** The staleness bound that a client of app-ap is told. */
  default OptionalLong boundUs(int zone, caplab.ap.core.Outcome.Found found, double nowMs) {
    return found.boundUs();
  }

  /** What a node is asked for on behalf of a session. */
  default caplab.ap.core.VersionVector asked(caplab.ap.core.VersionVector session) {
    return session;
  }

  /** How many nodes a read of app-ap asks. */
  default caplab.ap.core.Read.Level level() {
    return caplab.ap.core.Read.Level.ONE;
  }

  /** By how much the wall clock of a zone's instances is wrong. */
  default long skewMs(int zone) {
    return 0;
  }
}
