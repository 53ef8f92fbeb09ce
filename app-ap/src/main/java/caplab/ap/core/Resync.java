package caplab.ap.core;

import caplab.protocol.Event;
import caplab.protocol.Phase;
import caplab.protocol.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Levels a target with a source where logs cannot, key by key while both serve. A <em>resync</em>
 * takes the source's applied vector first, then merges the keys of both ends into the target, which
 * takes that vector over at the end (AP-5). An <em>exchange</em> compares digests and merges, both
 * ways, what shipping cannot explain (AP-11). Every step names the lives of both ends and is
 * refused when one is over.
 *
 * <p>Longer than other files, since both walk the same pages in the same way.
 */
public final class Resync {

  /** How it ended. */
  public sealed interface Result {}

  /**
   * The target has taken the source's vector over.
   *
   * @param keys keys merged, those of both ends counted once each
   * @param changed keys whose siblings changed
   * @param dropped values dropped because of the source's vector alone
   */
  public record Resynced(int keys, int changed, int dropped) implements Result {}

  /** Digests were compared; {@code found} keys differed without an excuse and were merged. */
  public record Exchanged(int keys, int found) implements Result {}

  /**
   * A node lacks so many values that its vector claims to have seen that it is not believed:
   * somebody deleted or evicted its keys. It must enter a new life and forget its vector.
   */
  public record Distrusted(String node, String incarnation, int missing) implements Result {}

  /** It came to nothing; nothing was taken over, what was merged stays merged. */
  public record Interrupted(String node, String reason) implements Result {}

  /** Values missing in one exchange up to which a node's vector is believed (AP-6). */
  public static final int MISSING_MOST = 50;

  /** Keys that one exchange mends at the most; the next one goes on. */
  private static final int APART_MOST = 10_000;

  private final String source;
  private final String target;
  private final InstanceMemory memory;
  private final int page;
  private final long patienceMs;
  private Reply.Greeting from;
  private Reply.Greeting into;

  private Resync(String source, String target, InstanceMemory memory, int page, long patienceMs) {
    this.source = source;
    this.target = target;
    this.memory = memory;
    this.page = page;
    this.patienceMs = patienceMs;
  }

  /**
   * Begins a resync of the target from the source.
   *
   * @param page keys per step
   */
  public static Step<Request, Reply, Result> resync(
      String source, String target, InstanceMemory memory, int page, long patienceMs) {
    Resync resync = new Resync(source, target, memory, page, patienceMs);
    return resync.greet(() -> resync.walk(source, "", new Count(0, 0, 0)));
  }

  /** Begins a digest exchange over the source's keys. */
  public static Step<Request, Reply, Result> exchange(
      String source, String target, InstanceMemory memory, int page, long patienceMs) {
    Resync resync = new Resync(source, target, memory, page, patienceMs);
    return resync.greet(() -> resync.compare("", new Found()));
  }

  private record Count(int keys, int changed, int dropped) {}

  /** What comes next. */
  private interface Next {
    Step<Request, Reply, Result> step();
  }

  /** The target first: its TIME must be older than anything the source will say. */
  private Step<Request, Reply, Result> greet(Next next) {
    return greet(
        target,
        greeting -> {
          into = greeting;
          return greet(
              source,
              other -> {
                from = other;
                return next.step();
              });
        });
  }

  private Step<Request, Reply, Result> greet(
      String node, Function<Reply.Greeting, Step<Request, Reply, Result>> then) {
    return one(
        node,
        new Request.Status(),
        (reply, nowMs) ->
            switch (reply) {
              case Reply.Greeting greeting -> {
                memory.learn(greeting.lives());
                yield then.apply(greeting);
              }
              case Reply.Strange(String was) ->
                  one(node, memory.enter(node, was, false), (entered, ms) -> greet(node, then));
              case Reply other -> refused(node, other);
            });
  }

  /** A page of one end's keys, read at the source, merged at the target. */
  private Step<Request, Reply, Result> walk(String end, String cursor, Count count) {
    String life = end.equals(source) ? from.incarnation() : into.incarnation();
    return one(
        end,
        new Request.Scan(life, cursor, page),
        (reply, nowMs) ->
            reply instanceof Reply.Keys(List<String> keys, String next)
                ? copy(keys, count, more -> walked(end, next, more))
                : refused(end, reply));
  }

  private Step<Request, Reply, Result> walked(String end, String cursor, Count count) {
    if (!cursor.isEmpty()) {
      return walk(end, cursor, count);
    }
    return end.equals(source) ? walk(target, "", count) : takeOver(count);
  }

  private Step<Request, Reply, Result> copy(
      List<String> keys, Count count, Function<Count, Step<Request, Reply, Result>> then) {
    if (keys.isEmpty()) {
      return then.apply(count);
    }
    return one(
        source,
        new Request.Fetch(from.incarnation(), keys),
        (reply, nowMs) ->
            reply instanceof Reply.States states
                ? one(
                    target,
                    merge(states.states()),
                    (merged, ms) ->
                        merged instanceof Reply.Merged(int changed, int dropped)
                            ? copy(
                                beyond(states, keys),
                                new Count(
                                    count.keys + states.states().size(),
                                    count.changed + changed,
                                    count.dropped + dropped),
                                then)
                            : refused(target, merged))
                : refused(source, reply));
  }

  private Request.Merge merge(SortedMap<String, KeyState> states) {
    return new Request.Merge(into.incarnation(), from.incarnation(), states, from.seen());
  }

  private Step<Request, Reply, Result> takeOver(Count count) {
    Request.TakeOver end =
        new Request.TakeOver(
            into.incarnation(),
            from.incarnation(),
            from.seen(),
            Optional.of(new Request.Mark(into.timeUs(), into.epoch())),
            from.lives());
    return one(
        target,
        end,
        (reply, nowMs) ->
            reply instanceof Reply.Greeting
                ? new Step.Done<>(new Resynced(count.keys, count.changed, count.dropped))
                : refused(target, reply));
  }

  /** What an exchange has found so far; nothing is merged before all of it is judged. */
  private static final class Found {
    private int keys;
    private final List<String> apart = new ArrayList<>();
    private final SortedMap<String, Integer> missing = new TreeMap<>();
  }

  /** A page of the source's keys, their digests at both ends. */
  private Step<Request, Reply, Result> compare(String cursor, Found found) {
    return one(
        source,
        new Request.Scan(from.incarnation(), cursor, page),
        (reply, nowMs) -> {
          if (!(reply instanceof Reply.Keys(List<String> scanned, String next))) {
            return refused(source, reply);
          }
          found.keys += scanned.size();
          boolean enough = next.isEmpty() || found.apart.size() >= APART_MOST;
          return differing(scanned, found, () -> enough ? mend(found, 0) : compare(next, found));
        });
  }

  private Step<Request, Reply, Result> differing(List<String> keys, Found found, Next then) {
    if (keys.isEmpty()) {
      return then.step();
    }
    return both(
        new Request.Digest(from.incarnation(), keys),
        new Request.Digest(into.incarnation(), keys),
        (here, there) -> {
          if (!(here instanceof Reply.Digests one) || !(there instanceof Reply.Digests other)) {
            return refused(here instanceof Reply.Digests ? target : source, here);
          }
          List<String> differ =
              keys.stream()
                  .filter(key -> !one.digests().get(key).equals(other.digests().get(key)))
                  .toList();
          return judged(differ, found, then);
        });
  }

  private Step<Request, Reply, Result> judged(List<String> keys, Found found, Next then) {
    return keys.isEmpty()
        ? then.step()
        : fetched(
            keys,
            (mine, theirs) ->
                judge(mine, theirs, found, () -> judged(beyond(mine, keys), found, then)));
  }

  /** What of the keys asked did not fit into the answer. */
  private static List<String> beyond(Reply.States answer, List<String> keys) {
    return keys.subList(answer.states().size(), keys.size());
  }

  /** The states of the first of these keys at both ends, as many as both answered. */
  private Step<Request, Reply, Result> fetched(
      List<String> keys,
      BiFunction<Reply.States, Reply.States, Step<Request, Reply, Result>> then) {
    return both(
        new Request.Fetch(from.incarnation(), keys),
        new Request.Fetch(into.incarnation(), keys),
        (here, there) ->
            here instanceof Reply.States mine && there instanceof Reply.States theirs
                ? then.apply(mine.only(theirs), theirs.only(mine))
                : refused(here instanceof Reply.States ? target : source, here));
  }

  /** Notes what shipping will not bring, unless a node turns out not to be believed. */
  private Step<Request, Reply, Result> judge(
      Reply.States mine, Reply.States theirs, Found found, Next then) {
    for (String key : apart(mine, theirs)) {
      KeyState left = mine.states().get(key);
      KeyState right = theirs.states().get(key);
      found.missing.merge(target, left.unseenBy(right, theirs.seen()), Integer::sum);
      found.missing.merge(source, right.unseenBy(left, mine.seen()), Integer::sum);
      found.apart.add(key);
    }
    for (String node : found.missing.keySet()) {
      int missing = found.missing.get(node);
      if (missing > MISSING_MOST) {
        String life = node.equals(source) ? from.incarnation() : into.incarnation();
        return new Step.Done<>(new Distrusted(node, life, missing));
      }
    }
    return then.step();
  }

  /** The keys that differ without an excuse. */
  private List<String> apart(Reply.States mine, Reply.States theirs) {
    return mine.states().keySet().stream()
        .filter(key -> {
          KeyState left = mine.states().get(key);
          KeyState right = theirs.states().get(key);
          return unexplained(left, mine.seen(), right, theirs.seen())
                  + unexplained(right, theirs.seen(), left, mine.seen())
              > 0;
        })
        .toList();
  }

  /** Merges both ways, a page at a time, what was found apart and still is. */
  private Step<Request, Reply, Result> mend(Found found, int mended) {
    if (found.apart.isEmpty()) {
      return new Step.Done<>(new Exchanged(found.keys, mended));
    }
    List<String> some = found.apart.subList(0, Math.min(page, found.apart.size()));
    List<String> keys = List.copyOf(some);
    return fetched(
        keys,
        (mine, theirs) -> {
          some.subList(0, mine.states().size()).clear();
          SortedMap<String, KeyState> here = new TreeMap<>(mine.states());
          SortedMap<String, KeyState> there = new TreeMap<>(theirs.states());
          List<String> still = apart(mine, theirs);
          here.keySet().retainAll(still);
          there.keySet().retainAll(still);
          return still.isEmpty()
              ? mend(found, mended)
              : both(
                  new Request.Merge(from.incarnation(), into.incarnation(), there, theirs.seen()),
                  new Request.Merge(into.incarnation(), from.incarnation(), here, mine.seen()),
                  (one, other) -> mend(found, mended + still.size()));
        });
  }

  /**
   * How many of one side's values the other lacks though no log will bring them or take them away:
   * the other says it saw them, and this side has seen all that the other has; or they came with a
   * repair from a log that then died.
   */
  private int unexplained(
      KeyState one, VersionVector oneSeen, KeyState other, VersionVector otherSeen) {
    Incarnations lives = memory.lives();
    return (int)
        one.siblings().keySet().stream()
            .filter(dot -> !other.siblings().containsKey(dot))
            .filter(dot ->
                otherSeen.covers(dot)
                    ? oneSeen.covers(otherSeen)
                    : lives.dead(dot.incarnation()) || other.context().covers(dot))
            .count();
  }

  private Step<Request, Reply, Result> one(
      String node, Request request, BiFunction<Reply, Long, Step<Request, Reply, Result>> then) {
    Phase<Request, Reply, Result> phase =
        (event, nowMs) ->
            switch (event) {
              case Event.Answered<Reply>(String from, Reply reply) -> then.apply(reply, nowMs);
              case Event.Silent<Reply>(String from, boolean acted, String reason) ->
                  new Step.Done<>(new Interrupted(node, reason));
              case Event.Timeout<Reply>() -> new Step.Done<>(new Interrupted(node, "no answer"));
            };
    return new Step.Ask<>(Map.of(node, request), patienceMs, phase);
  }

  /** Asks source and target at once. */
  private Step<Request, Reply, Result> both(
      Request here, Request there, BiFunction<Reply, Reply, Step<Request, Reply, Result>> then) {
    SortedMap<String, Request> inOrder = new TreeMap<>(Map.of(source, here, target, there));
    return new Step.Ask<>(inOrder, patienceMs, pair(new TreeMap<>(), then));
  }

  private Phase<Request, Reply, Result> pair(
      SortedMap<String, Reply> answers,
      BiFunction<Reply, Reply, Step<Request, Reply, Result>> then) {
    return (event, nowMs) ->
        switch (event) {
          case Event.Answered<Reply>(String node, Reply reply) -> {
            SortedMap<String, Reply> more = new TreeMap<>(answers);
            more.put(node, reply);
            yield more.size() == 2
                ? then.apply(more.get(source), more.get(target))
                : new Step.Stay<>(pair(more, then));
          }
          case Event.Silent<Reply>(String node, boolean acted, String reason) ->
              new Step.Done<>(new Interrupted(node, reason));
          case Event.Timeout<Reply>() ->
              new Step.Done<>(
                  new Interrupted(answers.containsKey(source) ? target : source, "no answer"));
        };
  }

  private Step<Request, Reply, Result> refused(String node, Reply reply) {
    if (reply instanceof Reply.Moved(String incarnation)) {
      memory.learn(incarnation);
    }
    return new Step.Done<>(new Interrupted(node, "answered " + reply.getClass().getSimpleName()));
  }
}
