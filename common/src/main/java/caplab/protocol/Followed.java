package caplab.protocol;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Tells a trail of the rounds of a protocol, and hands everything on as it is. */
final class Followed<Q, R> {

  private final Trail<Q, R> trail;
  private Optional<Trail.Round<R>> round = Optional.empty();

  Followed(Trail<Q, R> trail) {
    this.trail = trail;
  }

  /** The same step, about to be taken. */
  <O> Step<Q, R, O> step(Step<Q, R, O> step) {
    return switch (step) {
      case Step.Ask<Q, R, O>(Map<String, Q> messages, long patienceMs, Phase<Q, R, O> then) -> {
        over();
        round = Optional.of(trail.round(messages));
        yield new Step.Ask<>(messages, patienceMs, phase(then));
      }
      case Step.Stay<Q, R, O>(Phase<Q, R, O> then) -> new Step.Stay<>(phase(then));
      case Step.Pause<Q, R, O>(long leastMs, long mostMs, Phase<Q, R, O> then) -> {
        over();
        yield new Step.Pause<>(leastMs, mostMs, phase(then));
      }
      case Step.Done<Q, R, O> done -> done;
    };
  }

  /** The same replicas, whose answers the round that asked hears, too. */
  Map<String, Replica<Q, R>> replicas(Map<String, ? extends Replica<Q, R>> replicas) {
    Map<String, Replica<Q, R>> all = new HashMap<>();
    replicas.forEach((name, replica) -> all.put(name, overheard(replica)));
    return all;
  }

  /** Whatever ends the protocol ends its last round, a fault of its own included. */
  <O> Consumer<O> ending(Consumer<? super O> then) {
    return outcome -> {
      over();
      then.accept(outcome);
    };
  }

  private <O> Phase<Q, R, O> phase(Phase<Q, R, O> phase) {
    return (event, nowMs) -> step(phase.on(event, nowMs));
  }

  private Replica<Q, R> overheard(Replica<Q, R> replica) {
    return new Replica<>() {
      @Override
      public String name() {
        return replica.name();
      }

      @Override
      public void ask(Q request, long timeoutMs, Consumer<Event<R>> callback) {
        Trail.Round<R> asking = round.orElseThrow();
        replica.ask(
            request,
            timeoutMs,
            event -> {
              asking.heard(event);
              callback.accept(event);
            });
      }
    };
  }

  private void over() {
    round.ifPresent(Trail.Round::over);
    round = Optional.empty();
  }
}
