package caplab.cp.core;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A view: who the members are and under which incarnation each may vote (CP-12). Views are told
 * apart by number and creator; a node moves only to a higher number.
 *
 * @param number 0 before the cluster is formed, then counting up
 * @param creator the attempt that made it, unique; letters, digits, dots and dashes
 * @param members by node name, in order
 */
public record View(long number, String creator, SortedMap<String, Member> members) {

  /** Nobody is a member and nobody may vote: a cluster that was not formed yet. */
  public static final View NONE = new View(0, "none", new TreeMap<>());

  /**
   * A member of a view.
   *
   * @param incarnation under which the node votes in this view
   * @param was the last incarnation under which it is known to have been admitted before, empty if
   *     none; only CP-15 looks at it
   */
  public record Member(String incarnation, String was) {}

  /**
   * What every message to a voting node names (CP-12); a node for which one of these is not so
   * refuses.
   */
  public record Pass(long number, String creator, String incarnation) {}

  public View {
    members = Collections.unmodifiableSortedMap(new TreeMap<>(members));
  }

  /** What a message to this member must name. */
  public Pass pass(String node) {
    return new Pass(number, creator, members.get(node).incarnation());
  }

  /** Who is asked, and of whom a majority is one: the view decides (CP-17). */
  public List<String> nodes() {
    return List.copyOf(members.keySet());
  }

  /** Whether both are one view: the same number by the same creator. */
  public boolean same(View other) {
    return number == other.number && creator.equals(other.creator);
  }

  public boolean newerThan(View other) {
    return number > other.number;
  }

  /** More than half of the members. */
  public int majority() {
    return members.size() / 2 + 1;
  }

  /** How many members meet every majority: what CP-13 wants in a new view before a refill. */
  public int fence() {
    return members.size() - majority() + 1;
  }

  /**
   * The next view, in which one member votes under another incarnation. Whoever makes it of this
   * one for the same incarnation makes the same.
   */
  public View next(String node, Member member) {
    TreeMap<String, Member> changed = new TreeMap<>(members);
    changed.put(node, member);
    return new View(number + 1, "next-" + Codec.digest(changed.toString()), changed);
  }

  /** The next view with the same members: ends a tie between two views of one number. */
  public View renumbered(String newCreator) {
    return new View(number + 1, newCreator, members);
  }

  /** The first view (CP-16): every instance derives the same one from the same marks. */
  public static View first(Map<String, String> marks) {
    TreeMap<String, Member> members = new TreeMap<>();
    marks.forEach((node, incarnation) -> members.put(node, new Member(incarnation, "")));
    return new View(1, "first-" + Codec.digest(members.toString()), members);
  }
}
