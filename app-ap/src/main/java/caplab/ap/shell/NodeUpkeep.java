package caplab.ap.shell;

import caplab.ap.core.Reply;
import caplab.ap.core.Request;
import caplab.ap.core.Upkeep;
import caplab.protocol.Repeating;
import java.util.ArrayList;
import java.util.List;

/**
 * The upkeep of one node, every second, more rarely by an instance that stands by: its log is
 * trimmed behind the slowest cursor, some of its keys are compared with its own record, and what
 * nobody needs any more goes.
 */
final class NodeUpkeep {

  private static final long EVERY_MS = 1_000;

  /** Where another instance does so every second. */
  private static final long STAND_BY_MS = 5_000;

  private static final int COLLECTED_MOST = 200;

  private final Heartbeat heartbeat;
  private final String node;
  private final ApHealing healing;

  /** How far the node's keys were compared with its own record; begins anew at the end. */
  private String checked = "";

  NodeUpkeep(Heartbeat heartbeat, ApHealing healing) {
    this.heartbeat = heartbeat;
    this.node = heartbeat.node();
    this.healing = healing;
  }

  /** One look: how the node stands its heartbeat told, a moment ago. */
  void look(Repeating.Turn turn) {
    if (heartbeat.reachable() && heartbeat.last().isPresent()) {
      tend(heartbeat.last().get().greeting(), turn);
    } else {
      turn.rest(EVERY_MS);
    }
  }

  private void tend(Reply.Greeting greeting, Repeating.Turn turn) {
    if (greeting.first() == 0) {
      mend(greeting, turn);
      return;
    }
    Request.Trim trim =
        new Request.Trim(
            greeting.incarnation(),
            healing.sightings().appliedByOthers(node),
            healing.rules().logEntriesMost(),
            healing.rules().logBytesMost());
    healing.ask(node, trim, turn.then(done -> mend(greeting, turn)));
  }

  private void mend(Reply.Greeting greeting, Repeating.Turn turn) {
    List<Request> due = new ArrayList<>();
    due.add(new Request.Check(greeting.incarnation(), checked, Request.Check.MOST));
    due.addAll(
        Upkeep.due(node, greeting, healing.sightings().all(), healing.memory(), COLLECTED_MOST));
    inOrder(due, turn);
  }

  private void inOrder(List<Request> due, Repeating.Turn turn) {
    if (due.isEmpty()) {
      turn.rest(healing.renews() ? EVERY_MS : STAND_BY_MS);
      return;
    }
    Request next = due.getFirst();
    healing.ask(
        node,
        next,
        turn.then(result -> {
          if (result instanceof SingleRequest.Answered(Reply.Greeting raised)) {
            healing.sightings().saw(node, raised);
          } else if (result instanceof SingleRequest.Answered(Reply.Checked(String cursor))) {
            checked = cursor;
          }
          // As fast as it accrues (AP-6), a page at a time.
          boolean more =
              next instanceof Request.Collect
                  && result instanceof SingleRequest.Answered(Reply.Done(long looked))
                  && looked >= COLLECTED_MOST;
          inOrder(more ? due : due.subList(1, due.size()), turn);
        }));
  }
}
