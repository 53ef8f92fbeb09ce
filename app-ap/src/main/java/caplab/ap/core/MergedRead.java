package caplab.ap.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * The answers to one read gathered so far and what they say together: merged, they reflect whatever
 * any of them reflects, so the join of their vectors is what the merged state has seen.
 *
 * @param key the key read
 * @param order the nodes that answered, in order
 * @param answers answer by node
 * @param believed those answers whose watermarks are believed
 */
public record MergedRead(
    String key,
    List<String> order,
    SortedMap<String, Reply.Seen> answers,
    SortedMap<String, Reply.Seen> believed) {

  /** No answer yet. */
  public static MergedRead of(String key) {
    return new MergedRead(key, List.of(), new TreeMap<>(), new TreeMap<>());
  }

  /**
   * With one more answer, a node counting once; without belief its watermarks say nothing, its own
   * writes still do.
   */
  public MergedRead with(String node, Reply.Seen answer, boolean believe) {
    List<String> more = new ArrayList<>(order);
    if (!more.contains(node)) {
      more.add(node);
    }
    SortedMap<String, Reply.Seen> all = new TreeMap<>(answers);
    all.put(node, answer);
    SortedMap<String, Reply.Seen> sure = new TreeMap<>(believed);
    sure.put(node, believe ? answer : withoutMarks(answer));
    return new MergedRead(key, List.copyOf(more), all, sure);
  }

  /** How many answered. */
  public int size() {
    return order.size();
  }

  /** The join of the answers' applied vectors. */
  public VersionVector seen() {
    VersionVector seen = VersionVector.NONE;
    for (Reply.Seen answer : answers.values()) {
      seen = seen.join(answer.seen());
    }
    return seen;
  }

  /** The answers merged. Of a single answer it is that node's state as it stands. */
  public KeyState state() {
    KeyState merged = answers.get(order.getFirst()).state();
    VersionVector seen = answers.get(order.getFirst()).seen();
    for (String node : order.subList(1, order.size())) {
      Reply.Seen answer = answers.get(node);
      merged = merged.merge(seen, answer.state(), answer.seen());
      seen = seen.join(answer.seen());
    }
    return merged;
  }

  /** The staleness bound of the merged answer, in microseconds; empty if unknown. */
  public OptionalLong boundUs(SortedSet<String> members) {
    return StalenessBound.boundUs(believed, members);
  }

  /**
   * How the merged answer stands to a session.
   *
   * @param settled lives after which nothing of a dead one is left anywhere
   */
  public Outcome.Session session(VersionVector token, Incarnations settled) {
    VersionVector seen = seen();
    if (seen.covers(token)) {
      return Outcome.Session.SATISFIED;
    }
    return seen.covers(token.rebase(seen, settled)) ? Outcome.Session.LOST : Outcome.Session.BEHIND;
  }

  /**
   * What the merged answer reflects: the applied vectors <b>joined with the context of what is
   * returned</b>, since repairs run ahead of the logs (AP-9).
   */
  public VersionVector reflected() {
    return seen().join(state().context());
  }

  /** What the session has seen after this answer. What died with a disk leaves it. */
  public VersionVector token(VersionVector token, Incarnations settled) {
    return token.rebase(seen(), settled).join(reflected());
  }

  /** Merges that bring the nodes that answered up to what was read. */
  public SortedMap<String, Request.Merge> repairs() {
    SortedMap<String, Request.Merge> repairs = new TreeMap<>();
    if (size() < 2) {
      return repairs;
    }
    KeyState merged = state();
    SortedMap<String, KeyState> states = new TreeMap<>(Map.of(key, merged));
    answers.forEach((node, answer) -> {
      if (!answer.state().siblings().equals(merged.siblings())) {
        String source = order.getFirst().equals(node) ? order.get(1) : order.getFirst();
        repairs.put(
            node,
            new Request.Merge(
                answer.incarnation(), answers.get(source).incarnation(), states, seen()));
      }
    });
    return repairs;
  }

  private static Reply.Seen withoutMarks(Reply.Seen answer) {
    return new Reply.Seen(
        answer.incarnation(),
        answer.state(),
        answer.timeUs(),
        answer.epoch(),
        answer.ready(),
        answer.seen(),
        new TreeMap<>(),
        answer.lives());
  }
}
