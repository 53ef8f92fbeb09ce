package caplab.ap.core;

import caplab.protocol.Step;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A resync takes the source's applied vector first, then merges the keys of both ends into the
 * target, which takes that vector over at the end (AP-5). Before that the own records of both ends
 * are compared with their keys: once the target claims to have seen everything, what is gone would
 * look deleted. The source's is compared before its keys are walked too, so that what somebody took
 * and its record brings back is among them (AP-6).
 */
public final class Resync extends AntiEntropy {

  /**
   * The target has taken the source's vector over.
   *
   * @param keys keys merged, those of both ends counted once each
   * @param changed keys whose siblings changed
   * @param dropped values dropped because of the source's vector alone
   */
  public record Resynced(int keys, int changed, int dropped) implements Result {
    private Resynced with(int merged, Reply.Merged by) {
      return new Resynced(keys + merged, changed + by.changed(), dropped + by.dropped());
    }
  }

  private Resync(String source, String target, InstanceMemory memory, int page, long patienceMs) {
    super(source, target, memory, page, patienceMs);
  }

  /**
   * Begins a resync of the target from the source.
   *
   * @param page keys per step
   */
  public static Step<Request, Reply, Result> start(
      String source, String target, InstanceMemory memory, int page, long patienceMs) {
    Resync resync = new Resync(source, target, memory, page, patienceMs);
    return resync.greet(
        () -> resync.check(source, "", () -> resync.walk(source, "", new Resynced(0, 0, 0))));
  }

  /** A page of one end's keys, read at the source, merged at the target. */
  private Step<Request, Reply, Result> walk(String end, String cursor, Resynced count) {
    return one(
        end,
        new Request.Scan(life(end), cursor, page),
        (reply, nowMs) ->
            reply instanceof Reply.Keys(List<String> keys, String next)
                ? copy(keys, count, more -> walked(end, next, more))
                : refused(end, reply));
  }

  private Step<Request, Reply, Result> walked(String end, String cursor, Resynced count) {
    if (!cursor.isEmpty()) {
      return walk(end, cursor, count);
    }
    return end.equals(source) ? walk(target, "", count) : compared(count);
  }

  private Step<Request, Reply, Result> copy(
      List<String> keys, Resynced count, Function<Resynced, Step<Request, Reply, Result>> then) {
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
                        merged instanceof Reply.Merged by
                            ? copy(
                                rest(keys, states.states()),
                                count.with(states.states().size(), by),
                                then)
                            : refused(target, merged))
                : refused(source, reply));
  }

  private Request.Merge merge(SortedMap<String, KeyState> states) {
    return new Request.Merge(into.incarnation(), from.incarnation(), states, from.seen());
  }

  private Step<Request, Reply, Result> compared(Resynced count) {
    return check(source, "", () -> check(target, "", () -> takeOver(count)));
  }

  /** All pages of one end's record. */
  private Step<Request, Reply, Result> check(
      String end, String cursor, Supplier<Step<Request, Reply, Result>> then) {
    return one(
        end,
        new Request.Check(life(end), cursor, Request.Check.MOST),
        (reply, nowMs) ->
            reply instanceof Reply.Checked(String next)
                ? next.isEmpty() ? then.get() : check(end, next, then)
                : refused(end, reply));
  }

  private String life(String end) {
    return end.equals(source) ? from.incarnation() : into.incarnation();
  }

  private Step<Request, Reply, Result> takeOver(Resynced count) {
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
            reply instanceof Reply.Greeting ? new Step.Done<>(count) : refused(target, reply));
  }
}
