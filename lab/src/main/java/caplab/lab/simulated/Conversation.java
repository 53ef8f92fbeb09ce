package caplab.lab.simulated;

import caplab.protocol.Event;
import caplab.protocol.Phase;
import caplab.protocol.Step;
import caplab.sim.World;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Carries out one protocol in virtual time, as {@link caplab.protocol.Driver} does in real time.
 */
final class Conversation<Q, R, O> {

  /** Sends one message; the consumer hears what comes of it. */
  interface Post<Q, R> {
    void send(String node, Q request, SortedSet<String> asked, Consumer<Event<R>> back);
  }

  private final World world;
  private final SimulatedProcess process;
  private final Post<Q, R> post;
  private final Consumer<O> end;
  private Phase<Q, R, O> phase;
  private int asked;

  /** {@code end} hears the outcome, unless the process dies before. */
  Conversation(World world, SimulatedProcess process, Post<Q, R> post, Consumer<O> end) {
    this.world = world;
    this.process = process;
    this.post = post;
    this.end = end;
  }

  void take(Step<Q, R, O> step) {
    switch (step) {
      case Step.Ask<Q, R, O>(Map<String, Q> messages, long patienceMs, Phase<Q, R, O> then) -> {
        phase = then;
        int ask = ++asked;
        SortedSet<String> names = new TreeSet<>(messages.keySet());
        new TreeMap<>(messages)
            .forEach((node, request) -> post.send(node, request, names, event -> feed(ask, event)));
        wait(ask, patienceMs);
      }
      case Step.Stay<Q, R, O>(Phase<Q, R, O> then) -> phase = then;
      case Step.Pause<Q, R, O>(long mostMs, Phase<Q, R, O> then) -> {
        phase = then;
        int ask = ++asked;
        process.in(mostMs * world.random().nextDouble(), () -> feed(ask, new Event.Timeout<>()));
      }
      case Step.Done<Q, R, O>(O outcome) -> {
        asked++;
        end.accept(outcome);
      }
    }
  }

  /** Whoever stays past his patience is told again after the same time. */
  private void wait(int ask, long patienceMs) {
    process.in(
        Math.max(1, patienceMs),
        () -> {
          feed(ask, new Event.Timeout<>());
          if (ask == asked) {
            wait(ask, patienceMs);
          }
        });
  }

  private void feed(int ask, Event<R> event) {
    if (ask == asked) {
      take(phase.on(event, process.nowMs()));
    }
  }
}
