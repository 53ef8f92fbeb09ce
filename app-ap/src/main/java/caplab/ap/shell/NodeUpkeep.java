package caplab.ap.shell;

import caplab.ap.core.Reply;
import caplab.ap.core.Request;
import caplab.ap.core.StalenessBound;
import caplab.ap.core.Upkeep;
import caplab.protocol.EventLoop;
import caplab.protocol.Repeating;
import java.util.ArrayList;
import java.util.List;

/**
 * The upkeep of one node, every second: how it stands is noted, its log is trimmed behind the
 * slowest cursor, some of its keys are compared with its own record, and what nobody needs any more
 * goes.
 */
final class NodeUpkeep {

  private static final long EVERY_MS = 1_000;
  private static final int COLLECTED_MOST = 200;

  private final String node;
  private final ApHealing healing;
  private final EventLoop loop;

  /** How far the node's keys were compared with its own record; begins anew at the end. */
  private String checked = "";

  NodeUpkeep(String node, ApHealing healing) {
    this.node = node;
    this.healing = healing;
    this.loop = healing.loop();
  }

  /** One look. */
  void look(Repeating.Turn turn) {
    if (!healing.reachable(node)) {
      turn.rest(EVERY_MS);
      return;
    }
    long askedMs = loop.nowMs();
    healing.ask(
        node,
        new Request.Status(),
        turn.then(result -> {
          if (result instanceof SingleRequest.Answered(Reply.Greeting greeting)) {
            tend(
                greeting, new StalenessBound.Pulse(greeting.timeUs(), askedMs, loop.nowMs()), turn);
          } else {
            if (result instanceof SingleRequest.Answered(Reply.Misplaced(String holder))) {
              healing.misplaced(node, holder);
            }
            turn.rest(EVERY_MS);
          }
        }));
  }

  private void tend(Reply.Greeting greeting, StalenessBound.Pulse pulse, Repeating.Turn turn) {
    healing.sightings().saw(node, greeting);
    if (greeting.first() == 0) {
      mend(greeting, pulse, turn);
      return;
    }
    Request.Trim trim =
        new Request.Trim(
            greeting.incarnation(),
            healing.sightings().appliedByOthers(node),
            healing.rules().logEntriesMost(),
            healing.rules().logBytesMost());
    healing.ask(node, trim, turn.then(done -> mend(greeting, pulse, turn)));
  }

  private void mend(Reply.Greeting greeting, StalenessBound.Pulse pulse, Repeating.Turn turn) {
    List<Request> due = new ArrayList<>();
    due.add(new Request.Check(greeting.incarnation(), checked, Request.Check.MOST));
    due.addAll(
        Upkeep.due(
            node, greeting, pulse, healing.sightings().all(), healing.memory(), COLLECTED_MOST));
    inOrder(due, turn);
  }

  private void inOrder(List<Request> due, Repeating.Turn turn) {
    if (due.isEmpty()) {
      turn.rest(EVERY_MS);
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
