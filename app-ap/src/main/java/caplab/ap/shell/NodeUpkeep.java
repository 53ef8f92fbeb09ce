package caplab.ap.shell;

import caplab.ap.core.Incarnations;
import caplab.ap.core.Reply;
import caplab.ap.core.Request;
import caplab.ap.core.Shipping;
import caplab.ap.core.StalenessBound;
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
  private static final int TOMBSTONES_MOST = 200;

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
            turn.rest(EVERY_MS);
          }
        }));
  }

  private void tend(Reply.Greeting greeting, StalenessBound.Pulse pulse, Repeating.Turn turn) {
    healing.sightings().saw(node, greeting);
    long entries = entries(greeting);
    if (entries == 0) {
      mend(greeting, pulse, turn);
      return;
    }
    healing.ask(
        node,
        new Request.LogBytes(greeting.incarnation()),
        turn.then(size -> {
          Request.Trim trim =
              new Request.Trim(greeting.incarnation(), slowest(greeting), most(entries, size));
          healing.ask(node, trim, turn.then(done -> mend(greeting, pulse, turn)));
        }));
  }

  private static long entries(Reply.Greeting greeting) {
    long end = greeting.seen().at(greeting.incarnation());
    return greeting.first() == 0 ? 0 : Math.max(0, end - greeting.first() + 1);
  }

  /** Behind the slowest cursor; beyond the caps whoever lags is resynced. */
  private long slowest(Reply.Greeting greeting) {
    String life = greeting.incarnation();
    List<Reply.Greeting> others =
        healing.sightings().others(node).stream()
            .flatMap(other -> healing.sightings().of(other).stream())
            .toList();
    return Math.min(
        greeting.seen().at(life), Incarnations.slowest(life, others, healing.size() - 1));
  }

  /** How many of the newest entries fit both caps. */
  private long most(long entries, SingleRequest.Result size) {
    long bytesMost = healing.rules().logBytesMost();
    boolean over =
        size instanceof SingleRequest.Answered(Reply.LogBytes(long bytes)) && bytes > bytesMost;
    long fitting =
        over
            ? Math.max(
                1,
                (long)
                    ((double) entries
                        * bytesMost
                        / ((Reply.LogBytes) ((SingleRequest.Answered) size).reply()).bytes()))
            : entries;
    return Math.min(healing.rules().logEntriesMost(), fitting);
  }

  private void mend(Reply.Greeting greeting, StalenessBound.Pulse pulse, Repeating.Turn turn) {
    List<Request> due = new ArrayList<>();
    due.add(new Request.Check(greeting.incarnation(), checked, Request.Check.MOST));
    due.addAll(
        Shipping.upkeep(
            node, greeting, pulse, healing.sightings().all(), healing.memory(), TOMBSTONES_MOST));
    inOrder(due, turn);
  }

  private void inOrder(List<Request> due, Repeating.Turn turn) {
    if (due.isEmpty()) {
      turn.rest(EVERY_MS);
      return;
    }
    healing.ask(
        node,
        due.removeFirst(),
        turn.then(result -> {
          if (result instanceof SingleRequest.Answered(Reply.Greeting raised)) {
            healing.sightings().saw(node, raised);
          } else if (result instanceof SingleRequest.Answered(Reply.Checked(String cursor))) {
            checked = cursor;
          }
          inOrder(due, turn);
        }));
  }
}
