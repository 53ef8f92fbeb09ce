package caplab.ap.core;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;

/** What is to be done on a node now and then, without anyone asking. */
public final class Upkeep {

  private Upkeep() {}

  /**
   * Tombstones that nobody needs go, and dead incarnations that are level everywhere are folded.
   * Not while the node's clock is in doubt: ids are held for a time by that clock.
   *
   * @param found how the node stands
   * @param pulse the reading of its clock that came with it
   * @param members how every node stood lately; not all of them if some could not be asked
   * @param most tombstones that may go
   * @return requests for that node, in order
   */
  public static List<Request> of(
      String node,
      Reply.Greeting found,
      Freshness.Pulse pulse,
      SortedMap<String, Reply.Greeting> members,
      Memory memory,
      int most) {
    memory.learn(found.view());
    memory.hear(node, found.incarnation(), found.epoch(), pulse);
    if (!memory.believes(found.incarnation(), found.epoch())) {
      return List.of(new Request.Raise(found.incarnation(), found.epoch()));
    }
    SortedSet<String> others = memory.members();
    boolean all = members.keySet().equals(others);
    others.remove(node);
    List<Request> todo = new ArrayList<>();
    History everywhere = all ? View.everywhere(members) : History.NONE;
    todo.add(new Request.Collect(found.incarnation(), most, others, everywhere));
    if (all) {
      View.settled(members).ifPresent(memory::settle);
      View.level(members).forEach(end -> todo.add(new Request.Fold(found.incarnation(), end)));
    }
    return todo;
  }
}
