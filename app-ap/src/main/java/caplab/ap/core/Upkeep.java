package caplab.ap.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/** What nodes need now and then, without anyone asking. */
public final class Upkeep {

  private Upkeep() {}

  /**
   * What is to be done on a node: tombstones that nobody needs go, and dead incarnations that are
   * level everywhere are folded. Not while the node's clock is in doubt: ids are held for a time by
   * that clock.
   *
   * @param found how the node stands; its clock was heard with it
   * @param members how every node stood lately; not all of them if some could not be asked
   * @param most tombstones that may go
   * @return requests for that node, in order
   */
  public static List<Request> due(
      String node,
      Reply.Greeting found,
      SortedMap<String, Reply.Greeting> members,
      InstanceMemory memory,
      int most) {
    if (!memory.believes(found.incarnation(), found.epoch())) {
      return List.of(new Request.Raise(found.incarnation(), found.epoch()));
    }
    SortedSet<String> others = new TreeSet<>(memory.members());
    boolean all = members.keySet().equals(others);
    others.remove(node);
    Optional<Incarnations> settled = all ? Incarnations.settled(members) : Optional.empty();
    VersionVector everywhere =
        settled.isPresent() ? Incarnations.everywhere(members) : VersionVector.NONE;
    List<Request> todo = new ArrayList<>();
    todo.add(new Request.Collect(found.incarnation(), most, others, everywhere));
    settled.ifPresent(memory::settle);
    if (all && settled.isEmpty()) {
      Incarnations.level(members).stream()
          .filter(end -> found.seen().at(end.incarnation()) > 0) // not folded here yet
          .forEach(end -> todo.add(new Request.Fold(found.incarnation(), end)));
    }
    return todo;
  }
}
