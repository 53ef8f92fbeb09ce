package caplab.ap.core;

import caplab.protocol.Event;
import caplab.protocol.Phase;
import caplab.protocol.Step;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Two nodes are made level key by key while both serve, where logs cannot: what {@link Resync} and
 * {@link Exchange} have in common. A step that changes the target names the lives of both ends, one
 * that reads that of the node it reads, and each is refused when one named is over (AP-5).
 */
public abstract sealed class AntiEntropy permits Resync, Exchange {

  /** How it ended. */
  public sealed interface Result permits Resync.Resynced, Exchange.Exchanged, Interrupted {}

  /** It came to nothing; nothing was taken over, what was merged stays merged. */
  public record Interrupted(String node, String reason) implements Result {}

  /** What comes next. */
  interface Next {
    Step<Request, Reply, Result> step();
  }

  final String source;
  final String target;
  final InstanceMemory memory;
  final int page;
  private final long patienceMs;
  Reply.Greeting from;
  Reply.Greeting into;

  AntiEntropy(String source, String target, InstanceMemory memory, int page, long patienceMs) {
    this.source = source;
    this.target = target;
    this.memory = memory;
    this.page = page;
    this.patienceMs = patienceMs;
  }

  /** The target first: its TIME must be older than anything the source will say. */
  final Step<Request, Reply, Result> greet(Next next) {
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
                  one(node, memory.enter(node, was), (entered, ms) -> greet(node, then));
              case Reply other -> refused(node, other);
            });
  }

  final Step<Request, Reply, Result> one(
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
  final Step<Request, Reply, Result> both(
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

  final Step<Request, Reply, Result> refused(String node, Reply reply) {
    if (reply instanceof Reply.Moved(String incarnation)) {
      memory.learn(incarnation);
    }
    return new Step.Done<>(new Interrupted(node, "answered " + reply.getClass().getSimpleName()));
  }

  /** What a page limited in bytes left over. */
  static List<String> rest(List<String> keys, Map<String, KeyState> read) {
    return keys.subList(read.size(), keys.size());
  }
}
