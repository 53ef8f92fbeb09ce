package caplab.lab.control;

import caplab.cp.core.InMemoryAcceptor;
import caplab.cp.core.Outcome;
import caplab.cp.core.Reply;
import caplab.cp.core.Request;
import caplab.lab.simulated.Mutations;
import caplab.protocol.Event;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;

/** What can be broken of app-cp. */
enum BrokenCp implements Mutations {

  /** Whoever answers first is taken for everybody. */
  QUORUM_OF_ONE {
    @Override
    public List<Event<Reply>> heard(
        Request request, String node, Reply reply, SortedSet<String> asked) {
      return request instanceof Request.Voting
          ? asked.stream().<Event<Reply>>map(each -> new Event.Answered<>(each, reply)).toList()
          : List.of(new Event.Answered<>(node, reply));
    }
  },

  /** A node that lost its disk goes on voting: nothing tells it from the node that it was. */
  NO_FENCE {
    @Override
    public void wipe(InMemoryAcceptor node, String run) {
      Reply.Standing before = node.standing();
      node.restart(before.run(), new InMemoryAcceptor.Disk(before.record(), Map.of(), Map.of()));
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
