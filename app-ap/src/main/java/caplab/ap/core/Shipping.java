package caplab.ap.core;

import caplab.protocol.Event;
import caplab.protocol.Phase;
import caplab.protocol.Step;
import java.util.Map;
import java.util.Optional;

/**
 * One turn of the link from a source node to a target node (AP-4): learn how the target stands,
 * read the source's log behind the target's cursor, apply it there with the new cursor in one step.
 * What the source still has of its lives before comes first. Any instance that reaches both ends
 * may take a turn; the cursor keeps two from doing it twice. What no log can bring, a trimmed one
 * or what is left of a dead incarnation, is told as {@link Gap}: then it is time for a {@link
 * Resync}, never for "nothing new".
 */
public final class Shipping {

  /** How a turn ended. */
  public sealed interface Turn {}

  /**
   * Applied.
   *
   * @param changes how many entries
   * @param lag how many more the source has
   * @param target the target as the turn found it
   * @param seen what it has applied since
   */
  public record Shipped(int changes, long lag, Reply.Greeting target, VersionVector seen)
      implements Turn {}

  /** The log cannot level the two: a resync must, before any watermark is renewed. */
  public record Gap(String reason) implements Turn {}

  /** The turn came to nothing; the next one may. */
  public record Missed(String node, String reason) implements Turn {}

  private static final int STEPS_MOST = 12;

  private final String source;
  private final String target;
  private final VersionVector coming;
  private final InstanceMemory memory;
  private final int most;
  private final long patienceMs;

  private Shipping(
      String source,
      String target,
      VersionVector coming,
      InstanceMemory memory,
      int most,
      long patienceMs) {
    this.source = source;
    this.target = target;
    this.coming = coming;
    this.memory = memory;
    this.most = most;
    this.patienceMs = patienceMs;
  }

  /**
   * Begins a turn.
   *
   * @param coming what the target is about to get of other nodes' dead lives from these themselves:
   *     no reason for a resync
   * @param most entries per batch
   * @param knock whether the source was silent lately: it is greeted first, so that what lay in its
   *     silent connections is done before a watermark is taken that claims to have seen it
   */
  public static Step<Request, Reply, Turn> start(
      String source,
      String target,
      VersionVector coming,
      InstanceMemory memory,
      int most,
      boolean knock,
      long patienceMs,
      long nowMs) {
    Shipping turn = new Shipping(source, target, coming, memory, most, patienceMs);
    Stage first = knock ? Stage.KNOCK : Stage.GREET;
    return turn.new Waiting(first, null, "", null, nowMs, 0)
        .ask(knock ? source : target, new Request.Status(), nowMs);
  }

  /**
   * Begins a turn with a target that was greeted just now.
   *
   * @param found how it stands
   * @param pulse the reading of its clock that came with it
   */
  public static Step<Request, Reply, Turn> start(
      String source,
      String target,
      Reply.Greeting found,
      StalenessBound.Pulse pulse,
      VersionVector coming,
      InstanceMemory memory,
      int most,
      long patienceMs,
      long nowMs) {
    Shipping turn = new Shipping(source, target, coming, memory, most, patienceMs);
    return turn.new Waiting(Stage.GREET, null, "", null, pulse.sentMs(), 0)
        .greeted(target, found, pulse, nowMs);
  }

  private enum Stage {
    KNOCK,
    GREET,
    READ,
    APPLY
  }

  /** Waiting for one node. */
  private final class Waiting implements Phase<Request, Reply, Turn> {
    private final Stage stage;
    private final Reply.Greeting found;
    private final String life;
    private final LinkState link;
    private final long sentMs;
    private final int steps;

    /**
     * @param found the target, from {@link Stage#READ} on
     * @param life the life in which the source was asked
     * @param link how the two stand, in {@link Stage#APPLY}
     */
    Waiting(
        Stage stage, Reply.Greeting found, String life, LinkState link, long sentMs, int steps) {
      this.stage = stage;
      this.found = found;
      this.life = life;
      this.link = link;
      this.sentMs = sentMs;
      this.steps = steps;
    }

    Step<Request, Reply, Turn> ask(String node, Request request, long nowMs) {
      if (steps >= STEPS_MOST) {
        return missed(node, "it kept changing its life");
      }
      return new Step.Ask<>(
          Map.of(node, request),
          patienceMs,
          new Waiting(stage, found, life, link, nowMs, steps + 1));
    }

    @Override
    public Step<Request, Reply, Turn> on(Event<Reply> event, long nowMs) {
      return switch (event) {
        case Event.Answered<Reply>(String node, Reply reply) -> answered(node, reply, nowMs);
        case Event.Silent<Reply>(String node, boolean acted, String reason) -> missed(node, reason);
        case Event.Timeout<Reply>() ->
            missed(stage == Stage.KNOCK || stage == Stage.READ ? source : target, "no answer");
      };
    }

    private Step<Request, Reply, Turn> answered(String node, Reply reply, long nowMs) {
      return switch (reply) {
        case Reply.Strange(String was) -> ask(node, memory.enter(node, was), nowMs);
        case Reply.Greeting greeting ->
            greeted(
                node, greeting, new StalenessBound.Pulse(greeting.timeUs(), sentMs, nowMs), nowMs);
        case Reply.Entries read -> read(read, nowMs);
        case Reply.Applied applied ->
            new Step.Done<>(new Shipped(applied.changes(), link.lag(), found, applied.seen()));
        case Reply.Moved(String incarnation) -> {
          memory.learn(incarnation);
          if (stage != Stage.READ) {
            yield greet(nowMs);
          }
          // AP-8: begun by an instance that knew less, its life is older than the one all others
          // know, who would think it dead for ever.
          yield memory.lives().dead(incarnation)
              ? ask(source, memory.enter(source, incarnation), nowMs)
              : readLog(nowMs);
        }
        // Another instance took this turn meanwhile.
        case Reply.Behind raced when stage == Stage.APPLY -> greet(nowMs);
        case Reply other -> missed(node, "answered " + other.getClass().getSimpleName());
      };
    }

    private Step<Request, Reply, Turn> greeted(
        String node, Reply.Greeting greeting, StalenessBound.Pulse pulse, long nowMs) {
      memory.learn(greeting.lives());
      memory.hear(node, greeting.incarnation(), greeting.epoch(), pulse);
      if (!memory.believes(greeting.incarnation(), greeting.epoch())) {
        return ask(node, new Request.Raise(greeting.incarnation(), greeting.epoch()), nowMs);
      }
      return switch (stage) {
        case KNOCK -> greet(nowMs);
        case READ -> readLog(nowMs);
        case GREET, APPLY ->
            new Waiting(Stage.READ, greeting, "", null, sentMs, steps).readLog(nowMs);
      };
    }

    private Step<Request, Reply, Turn> greet(long nowMs) {
      return new Waiting(Stage.GREET, null, "", null, sentMs, steps)
          .ask(target, new Request.Status(), nowMs);
    }

    private Step<Request, Reply, Turn> readLog(long nowMs) {
      Optional<String> newest = memory.lives().of(source);
      return newest.isEmpty()
          ? ask(source, new Request.Status(), nowMs)
          : new Waiting(Stage.READ, found, newest.get(), null, sentMs, steps)
              .ask(source, new Request.Log(newest.get(), found.seen(), most), nowMs);
    }

    private Step<Request, Reply, Turn> read(Reply.Entries read, long nowMs) {
      Incarnations known = memory.lives().join(read.lives()).join(found.lives());
      memory.learn(known);
      LinkState now = new LinkState(found, life, read, known);
      if (known.dead(life) || now.rolledBack()) {
        return ask(source, memory.enter(source, life), nowMs);
      }
      Optional<String> gap = now.gap(coming);
      return gap.isPresent()
          ? new Step.Done<>(new Gap(gap.get()))
          : new Waiting(Stage.APPLY, found, life, now, sentMs, steps)
              .ask(target, now.batch(), nowMs);
    }

    private Step<Request, Reply, Turn> missed(String node, String reason) {
      return new Step.Done<>(new Missed(node, reason));
    }
  }
}
