package caplab.ap.core;

import caplab.protocol.Step;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/**
 * An exchange compares the sums of two nodes' records, then, of the buckets that differ, the
 * source's keys, and merges, both ways, what shipping cannot explain (AP-11). Of level nodes no key
 * is touched.
 */
public final class Exchange extends AntiEntropy {

  /** {@code keys} keys were compared; {@code found} differed without an excuse and were merged. */
  public record Exchanged(int keys, int found) implements Result {}

  private int keys;
  private int found;

  private Exchange(String source, String target, InstanceMemory memory, int page, long patienceMs) {
    super(source, target, memory, page, patienceMs);
  }

  /**
   * Begins an exchange over the source's keys.
   *
   * @param page keys per step
   */
  public static Step<Request, Reply, Result> start(
      String source, String target, InstanceMemory memory, int page, long patienceMs) {
    Exchange exchange = new Exchange(source, target, memory, page, patienceMs);
    return exchange.greet(exchange::compare);
  }

  private Step<Request, Reply, Result> compare() {
    return both(
        new Request.Sums(from.incarnation()),
        new Request.Sums(into.incarnation()),
        (here, there) -> {
          if (!(here instanceof Reply.Sums(List<Long> one))
              || !(there instanceof Reply.Sums(List<Long> other))) {
            return refused(here instanceof Reply.Sums ? target : source, here);
          }
          Deque<Integer> differing = new ArrayDeque<>();
          IntStream.range(0, one.size())
              .filter(bucket -> !one.get(bucket).equals(other.get(bucket)))
              .forEach(differing::add);
          return next(differing);
        });
  }

  private Step<Request, Reply, Result> next(Deque<Integer> buckets) {
    return buckets.isEmpty()
        ? new Step.Done<>(new Exchanged(keys, found))
        : walk(buckets.remove(), "", buckets);
  }

  /** A page of the source's keys in a bucket, as its record has them, beside the target's keys. */
  private Step<Request, Reply, Result> walk(int bucket, String cursor, Deque<Integer> left) {
    return one(
        source,
        new Request.Page(from.incarnation(), bucket, cursor, page),
        (reply, nowMs) -> {
          if (!(reply instanceof Reply.Digests(SortedMap<String, String> here, String after))) {
            return refused(source, reply);
          }
          keys += here.size();
          return differing(here, () -> after.isEmpty() ? next(left) : walk(bucket, after, left));
        });
  }

  private Step<Request, Reply, Result> differing(SortedMap<String, String> here, Next then) {
    if (here.isEmpty()) {
      return then.step();
    }
    return one(
        target,
        new Request.Digest(into.incarnation(), List.copyOf(here.keySet())),
        (reply, nowMs) ->
            reply instanceof Reply.Digests(SortedMap<String, String> there, String end)
                ? mend(
                    here.keySet().stream()
                        .filter(key -> !here.get(key).equals(there.get(key)))
                        .toList(),
                    then)
                : refused(target, reply));
  }

  /** Merges both ways what differs without an excuse. */
  private Step<Request, Reply, Result> mend(List<String> differing, Next then) {
    if (differing.isEmpty()) {
      return then.step();
    }
    return fetched(
        differing,
        (mine, theirs) -> {
          SortedMap<String, KeyState> here = new TreeMap<>(mine.states());
          SortedMap<String, KeyState> there = new TreeMap<>(theirs.states());
          here.keySet().retainAll(there.keySet());
          List<String> left = rest(differing, here);
          here.entrySet()
              .removeIf(
                  e -> !apart(e.getValue(), mine.seen(), there.get(e.getKey()), theirs.seen()));
          there.keySet().retainAll(here.keySet());
          found += here.size();
          return here.isEmpty()
              ? mend(left, then)
              : both(
                  new Request.Merge(from.incarnation(), into.incarnation(), there, theirs.seen()),
                  new Request.Merge(into.incarnation(), from.incarnation(), here, mine.seen()),
                  (one, other) -> mend(left, then));
        });
  }

  private Step<Request, Reply, Result> fetched(
      List<String> keys,
      BiFunction<Reply.States, Reply.States, Step<Request, Reply, Result>> then) {
    return both(
        new Request.Fetch(from.incarnation(), keys),
        new Request.Fetch(into.incarnation(), keys),
        (here, there) ->
            here instanceof Reply.States mine && there instanceof Reply.States theirs
                ? then.apply(mine, theirs)
                : refused(here instanceof Reply.States ? target : source, here));
  }

  private boolean apart(
      KeyState one, VersionVector oneSeen, KeyState other, VersionVector otherSeen) {
    return unexplained(one, oneSeen, other, otherSeen)
        || unexplained(other, otherSeen, one, oneSeen);
  }

  /**
   * Whether one side has a value that the other lacks though no log will bring it or take it away:
   * the other says it saw it, and this side has seen all that the other has; or it came with a
   * repair from a log that then died.
   */
  private boolean unexplained(
      KeyState one, VersionVector oneSeen, KeyState other, VersionVector otherSeen) {
    Incarnations lives = memory.lives();
    return one.siblings().keySet().stream()
        .filter(dot -> !other.siblings().containsKey(dot))
        .anyMatch(dot ->
            otherSeen.covers(dot)
                ? oneSeen.covers(otherSeen)
                : lives.dead(dot.incarnation()) || other.context().covers(dot));
  }
}
