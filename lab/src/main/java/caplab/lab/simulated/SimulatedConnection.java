package caplab.lab.simulated;

import caplab.node.Breaker;
import caplab.node.NodeBreaker;
import caplab.node.NodeSettings.BreakerSettings;
import caplab.protocol.Event;
import caplab.sim.World;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One instance's way to one node: the breaker that serves, in virtual time, and the looks in the
 * background that {@code caplab.node.Probe} takes. A node that leaves one call without an answer
 * for the network timeout loses all that are on their way to it, as their connection is given up.
 */
final class SimulatedConnection {

  private static final long TICK_MS = 10;
  private static final long TRIAL_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final BreakerSettings SETTINGS =
      BreakerSettings.of(Duration.ofMillis(SimulatedStage.NETWORK_TIMEOUT_MS));

  /**
   * A call on its way.
   *
   * @param counted whether the breaker counts what becomes of it
   * @param lost tells the caller that no answer will come
   */
  private record Flight(long sentNanos, boolean counted, Runnable lost) {}

  private final World world;
  private final SimulatedProcess process;
  private final SimulatedNetwork network;
  private final String node;
  private final Set<Flight> flights = new LinkedHashSet<>();
  private NodeBreaker breaker;
  private boolean looking;
  private long nextTrialNanos;
  private long nextIdleNanos;

  SimulatedConnection(
      World world, SimulatedProcess process, SimulatedNetwork network, String node) {
    this.world = world;
    this.process = process;
    this.network = network;
    this.node = node;
  }

  /** Begins a life of the instance: closed, and nothing on its way. */
  void start() {
    flights.clear();
    looking = false;
    nextIdleNanos = nanoTime();
    breaker = NodeBreaker.timed(node, SETTINGS, this::nanoTime);
    tick();
  }

  Breaker.State state() {
    return breaker.state();
  }

  /** Asks the node if the breaker permits; {@code back} hears what comes of it, later. */
  <R> void ask(Function<SimulatedNode, R> work, Consumer<Event<R>> back) {
    if (breaker.permits()) {
      send(true, work, back);
    } else {
      process.in(0, () -> back.accept(new Event.Silent<>(node, false, "breaker open")));
    }
  }

  /** The same past an open breaker, which does not count it. */
  <R> void insist(Function<SimulatedNode, R> work, Consumer<Event<R>> back) {
    send(false, work, back);
  }

  private <R> void send(boolean counted, Function<SimulatedNode, R> work, Consumer<Event<R>> back) {
    Flight flight =
        new Flight(
            nanoTime(), counted, () -> back.accept(new Event.Silent<>(node, true, "no answer")));
    flights.add(flight);
    network.ask(
        process,
        node,
        work,
        event -> {
          if (flights.remove(flight)) {
            count(flight, event instanceof Event.Answered<R>);
            back.accept(event);
          }
        });
    process.in(
        SimulatedStage.NETWORK_TIMEOUT_MS,
        () -> {
          if (flights.contains(flight)) {
            giveUp();
          }
        });
  }

  private void giveUp() {
    List<Flight> lost = List.copyOf(flights);
    flights.clear();
    lost.forEach(flight -> count(flight, false));
    lost.forEach(flight -> flight.lost().run());
  }

  private void count(Flight flight, boolean served) {
    long nanos = nanoTime() - flight.sentNanos();
    if (flight.counted() && served) {
      breaker.served(nanos);
    } else if (flight.counted()) {
      breaker.failed(nanos);
    }
  }

  private void tick() {
    process.in(TICK_MS, this::tick);
    long now = nanoTime();
    switch (breaker.state()) {
      case OPEN -> {
        nextTrialNanos = now + TRIAL_PAUSE_NANOS;
        if (breaker.probeDue(now) && !looking) {
          look();
        }
      }
      case HALF_OPEN -> {
        if (now - nextTrialNanos >= 0) {
          nextTrialNanos = now + TRIAL_PAUSE_NANOS;
          for (int call = 0; call < breaker.halfOpenCalls(); call++) {
            greet();
          }
        }
      }
      case CLOSED -> {
        if (now - nextIdleNanos >= 0) {
          nextIdleNanos = now + SETTINGS.open().toNanos();
          greet();
        }
      }
    }
  }

  private void greet() {
    ask(it -> true, event -> {});
  }

  private void look() {
    looking = true;
    insist(
        it -> true,
        event -> {
          looking = false;
          if (event instanceof Event.Answered<Boolean>) {
            breaker.probed();
          }
        });
  }

  private long nanoTime() {
    return (long) (world.now() * 1e6);
  }
}
