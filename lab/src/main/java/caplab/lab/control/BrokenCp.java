package caplab.lab.control;

import caplab.cp.core.InMemoryAcceptor;
import caplab.cp.core.Outcome;
import caplab.cp.core.QuorumRules;
import caplab.cp.core.Reply;
import caplab.cp.core.View;
import caplab.lab.simulated.Mutations;
import java.util.Map;

/** What can be broken of app-cp. */
enum BrokenCp implements Mutations {

  /** One node is taken for a majority. */
  QUORUM_OF_ONE {
    @Override
    public QuorumRules rules() {
      return new QuorumRules() {
        @Override
        protected int quorum(View view) {
          return 1;
        }
      };
    }
  },

  /** A node that lost its disk goes on voting: nothing tells it from the node that it was. */
  NO_FENCE {
    @Override
    public void wipe(InMemoryAcceptor node, String run) {
      Reply.Standing before = node.standing();
      node.restart(
          before.run(), new InMemoryAcceptor.Disk(before.record(), Map.of(), Reply.Notes.NONE));
    }
  },

  /** What was proposed and not answered is called refused (CP-6). */
  REFUSED_AFTER_ACCEPT {
    @Override
    public Outcome told(Outcome outcome) {
      return outcome instanceof Outcome.Unknown unknown
          ? new Outcome.NotApplied(Outcome.Reason.NO_QUORUM, unknown.rounds())
          : outcome;
    }
  }
}
