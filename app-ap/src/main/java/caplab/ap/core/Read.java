package caplab.ap.core;

import caplab.protocol.Event;
import caplab.protocol.Phase;
import caplab.protocol.Step;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The AP read. At level one the first node alone is asked; only if its answer does not meet what
 * was wished (a bound, a session) or does not come, the others are asked at once, and what they
 * answer is merged. Nothing is waited out: when nobody is left to ask, the best answer there is
 * goes out, saying what it is.
 */
public final class Read {

  /** How many nodes must answer. */
  public enum Level {
    /** Any node; always answered while one can be reached. */
    ONE,
    /** A majority, merged; refused without one. */
    QUORUM,
    /** Every node, merged: nothing acknowledged before the read is missing; refused without one. */
    ALL;

    int required(int members) {
      return switch (this) {
        case ONE -> 1;
        case QUORUM -> members / 2 + 1;
        case ALL -> members;
      };
    }
  }

  /**
   * What the client wants of a read.
   *
   * @param limitUs a bound worth asking more nodes for, in microseconds; empty: any
   * @param must whether an answer beyond the limit is refused ({@code max_staleness_ms}, policy
   *     refuse) or given all the same (policy fallthrough)
   * @param token what the session has seen
   * @param strict whether an answer behind the session is refused
   */
  public record Wish(
      Level level, OptionalLong limitUs, boolean must, VersionVector token, boolean strict) {

    /** One node, any bound, no session. */
    public static final Wish PLAIN =
        new Wish(Level.ONE, OptionalLong.empty(), false, VersionVector.NONE, false);
  }

  /** Rounds after which a node that keeps being strange is left alone. */
  private static final int ROUNDS = 4;

  private final Wish wish;
  private final InstanceMemory memory;
  private final long patienceMs;
  private final long deadlineMs;

  private Read(Wish wish, InstanceMemory memory, long patienceMs, long deadlineMs) {
    this.wish = wish;
    this.memory = memory;
    this.patienceMs = patienceMs;
    this.deadlineMs = deadlineMs;
  }

  /**
   * Begins a read.
   *
   * @param nodes the nodes to ask, the home node first; at least one
   * @param patienceMs how long one node is waited for
   * @param deadlineMs monotonic time at which the read must have ended
   */
  public static Step<Request, Reply, Outcome> start(
      String key,
      Wish wish,
      List<String> nodes,
      InstanceMemory memory,
      long patienceMs,
      long nowMs,
      long deadlineMs) {
    Read read = new Read(wish, memory, patienceMs, deadlineMs);
    SortedMap<String, Request> first = new TreeMap<>();
    SortedMap<String, Request> todo = new TreeMap<>();
    for (String node : nodes) {
      boolean now = wish.level() != Level.ONE || first.isEmpty();
      (now ? first : todo).put(node, new Request.Read(key));
    }
    return read.new Gathering(MergedRead.of(key), todo, Collections.emptySortedSet(), 0, nowMs)
        .ask(first, nowMs);
  }

  /**
   * Waiting for answers.
   *
   * @see #todo what to ask next if these answers are not enough
   */
  private final class Gathering implements Phase<Request, Reply, Outcome> {
    private final MergedRead merged;
    private final SortedMap<String, Request> todo;
    private final SortedSet<String> waiting;
    private final int round;
    private final long sentMs;

    Gathering(
        MergedRead merged,
        SortedMap<String, Request> todo,
        SortedSet<String> waiting,
        int round,
        long sentMs) {
      this.merged = merged;
      this.todo = todo;
      this.waiting = waiting;
      this.round = round;
      this.sentMs = sentMs;
    }

    /** Leaves time to ask those who are next if these do not answer (AP-1). */
    Step<Request, Reply, Outcome> ask(SortedMap<String, Request> messages, long nowMs) {
      long share = (deadlineMs - nowMs) / (todo.isEmpty() ? 1 : 2);
      long patience = Math.max(1, Math.min(patienceMs, share));
      SortedSet<String> asked = new TreeSet<>(messages.keySet());
      return new Step.Ask<>(
          messages, patience, new Gathering(merged, todo, asked, round + 1, nowMs));
    }

    @Override
    public Step<Request, Reply, Outcome> on(Event<Reply> event, long nowMs) {
      return switch (event) {
        case Event.Answered<Reply>(String node, Reply reply) -> answered(node, reply, nowMs);
        case Event.Silent<Reply>(String node, boolean acted, String reason) ->
            without(node).next(nowMs);
        case Event.Timeout<Reply>() -> exhausted(nowMs);
      };
    }

    private Step<Request, Reply, Outcome> answered(String node, Reply reply, long nowMs) {
      Gathering left = without(node);
      return switch (reply) {
        case Reply.Seen seen -> left.heard(node, seen, nowMs).next(nowMs);
        case Reply.Strange(String was) -> left.later(node, memory.enter(node, was)).next(nowMs);
        case Reply.Greeting greeting -> left.again(node).next(nowMs);
        case Reply.Moved moved -> left.again(node).next(nowMs);
        case Reply other -> left.next(nowMs);
      };
    }

    private Gathering heard(String node, Reply.Seen seen, long nowMs) {
      memory.learn(seen.lives());
      memory.hear(seen.state());
      memory.hear(
          node,
          seen.incarnation(),
          seen.epoch(),
          new StalenessBound.Pulse(seen.timeUs(), sentMs, nowMs));
      boolean believe = memory.believes(seen.incarnation(), seen.epoch());
      return new Gathering(merged.with(node, seen, believe), todo, waiting, round, sentMs);
    }

    private Gathering again(String node) {
      return later(node, new Request.Read(merged.key()));
    }

    private Gathering later(String node, Request request) {
      SortedMap<String, Request> more = new TreeMap<>(todo);
      more.put(node, request);
      return new Gathering(merged, more, waiting, round, sentMs);
    }

    private Gathering without(String node) {
      SortedSet<String> left = new TreeSet<>(waiting);
      left.remove(node);
      return new Gathering(merged, todo, left, round, sentMs);
    }

    private Step<Request, Reply, Outcome> next(long nowMs) {
      if (enough() && withinLimit() && sessionHolds()) {
        return new Step.Done<>(found());
      }
      return waiting.isEmpty() ? exhausted(nowMs) : new Step.Stay<>(this);
    }

    private Step<Request, Reply, Outcome> exhausted(long nowMs) {
      if (!todo.isEmpty() && round < ROUNDS && nowMs < deadlineMs) {
        return new Gathering(merged, new TreeMap<>(), waiting, round, sentMs).ask(todo, nowMs);
      }
      return new Step.Done<>(best());
    }

    private Outcome best() {
      if (!enough()) {
        return new Outcome.Unavailable(required(), merged.size());
      }
      if (wish.must() && !withinLimit()) {
        return new Outcome.TooStale(merged.boundUs(memory.members()));
      }
      return wish.strict() && !sessionHolds()
          ? new Outcome.SessionBehind(merged.session(wish.token(), memory.settled()), wish.token())
          : found();
    }

    private int required() {
      return wish.level().required(memory.members().size());
    }

    private boolean enough() {
      return merged.size() >= required();
    }

    private boolean withinLimit() {
      if (wish.limitUs().isEmpty()) {
        return true;
      }
      OptionalLong bound = merged.boundUs(memory.members());
      return bound.isPresent() && bound.getAsLong() <= wish.limitUs().getAsLong();
    }

    private boolean sessionHolds() {
      return merged.session(wish.token(), memory.settled()) != Outcome.Session.BEHIND;
    }

    private Outcome found() {
      return new Outcome.Found(
          merged.order().getFirst(),
          merged.order(),
          merged.state(),
          merged.boundUs(memory.members()),
          merged.session(wish.token(), memory.settled()),
          merged.reflected(),
          merged.token(wish.token(), memory.settled()),
          merged.repairs());
    }
  }
}
