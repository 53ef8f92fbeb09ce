package caplab.sim;

import caplab.node.Admission;
import caplab.node.Breaker;
import caplab.node.NodeBreaker;
import caplab.node.NodeSettings.BreakerSettings;
import caplab.node.ProbeSchedule;
import caplab.protocol.Event;
import caplab.protocol.EventLoop;
import caplab.protocol.Replica;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.function.Consumer;

/**
 * One life of an instance's connection to one node, in virtual time: the breaker that serves, with
 * the looks in the background that serve. A node that leaves one call without an answer for the
 * network timeout loses all that are on their way to it, as their connection is given up.
 */
public final class SimulatedConnection implements ProbeSchedule.Looks {

  /** Asks the node for a sign of life; the consumer hears whether it came, or nothing. */
  @FunctionalInterface
  public interface Ping {
    void send(Consumer<Boolean> answered);
  }

  /**
   * A call on its way.
   *
   * @param counted whether the breaker counts what becomes of it
   */
  private static final class Flight {
    private final long sentNanos;
    private final boolean counted;
    private final Runnable lost;

    Flight(long sentNanos, boolean counted, Runnable lost) {
      this.sentNanos = sentNanos;
      this.counted = counted;
      this.lost = lost;
    }
  }

  private final EventLoop loop;
  private final String node;
  private final long timeoutMs;
  private final NodeBreaker breaker;
  private final Admission admission;
  private final ProbeSchedule schedule;
  private final Replica<Boolean, Boolean> sign;
  private final SequencedSet<Flight> flights = new LinkedHashSet<>();
  private boolean watched;
  private EventLoop.Timer next = () -> {};
  private Breaker.State seen = Breaker.State.CLOSED;

  /**
   * A connection whose breaker is closed.
   *
   * @param loop of the instance's present life
   * @param timeoutMs how long the node may take to answer
   */
  public SimulatedConnection(
      EventLoop loop, String node, BreakerSettings settings, long timeoutMs, Ping ping) {
    this.loop = loop;
    this.node = node;
    this.timeoutMs = timeoutMs;
    breaker = NodeBreaker.timed(node, settings, loop::nanoTime);
    admission = new Admission(breaker);
    schedule = new ProbeSchedule(breaker, settings, this, loop.nanoTime());
    sign = sign(ping);
  }

  private Replica<Boolean, Boolean> sign(Ping ping) {
    return new Replica<>() {
      @Override
      public String name() {
        return node;
      }

      @Override
      public void ask(Boolean request, long timeout, Consumer<Event<Boolean>> callback) {
        ping.send(came ->
            callback.accept(
                came
                    ? new Event.Answered<>(node, true)
                    : new Event.Silent<>(node, false, "refused")));
      }
    };
  }

  /** Begins to look at the node in the background. */
  public void start() {
    plan();
  }

  public NodeBreaker breaker() {
    return breaker;
  }

  /** What is sent on the wire if the breaker permits. */
  public <Q, R> Replica<Q, R> guarded(Replica<Q, R> wire) {
    return new Guarded<>(wire, true);
  }

  /** The same past an open breaker, which does not count it. */
  public <Q, R> Replica<Q, R> insisting(Replica<Q, R> wire) {
    return new Guarded<>(wire, false);
  }

  private final class Guarded<Q, R> implements Replica<Q, R> {
    private final Replica<Q, R> wire;
    private final boolean counted;

    Guarded(Replica<Q, R> wire, boolean counted) {
      this.wire = wire;
      this.counted = counted;
    }

    @Override
    public String name() {
      return node;
    }

    @Override
    public void ask(Q request, long timeout, Consumer<Event<R>> callback) {
      if (!counted) {
        send(request, timeout, false, callback);
        return;
      }
      double withinMs = Math.min(timeout, timeoutMs);
      admission.apply(
          loop.nanoTime(),
          loop.nanoTime() + (long) (withinMs * 1e6),
          new Admission.Applicant() {
            @Override
            public void admitted(boolean asCounted) {
              send(request, timeout, asCounted, callback);
            }

            @Override
            public void refused(String reason) {
              callback.accept(new Event.Silent<>(node, false, reason));
            }
          });
      if (breaker.state() == Breaker.State.HALF_OPEN) {
        loop.in(withinMs, SimulatedConnection.this::review);
      }
    }

    private void send(Q request, long timeout, boolean asCounted, Consumer<Event<R>> callback) {
      Flight flight =
          new Flight(
              loop.nanoTime(),
              asCounted,
              () -> callback.accept(new Event.Silent<>(node, true, "no answer")));
      flights.add(flight);
      watch();
      wire.ask(request, timeout, event -> loop.execute(() -> answered(flight, event, callback)));
    }
  }

  private <R> void answered(Flight flight, Event<R> event, Consumer<Event<R>> callback) {
    if (flights.remove(flight)) {
      count(flight, event instanceof Event.Answered<R>);
      callback.accept(event);
    }
  }

  /** One look at a time, when the oldest call on its way would be late: nearly none ever is. */
  private void watch() {
    if (!watched && !flights.isEmpty()) {
      watched = true;
      loop.in(leftNanos() / 1e6, this::look);
    }
  }

  private void look() {
    watched = false;
    if (!flights.isEmpty() && leftNanos() <= 0) {
      giveUp();
    }
    watch();
  }

  private long leftNanos() {
    return flights.getFirst().sentNanos + timeoutMs * 1_000_000 - loop.nanoTime();
  }

  private void giveUp() {
    List<Flight> lost = List.copyOf(flights);
    flights.clear();
    lost.forEach(flight -> count(flight, false));
    lost.forEach(flight -> flight.lost.run());
  }

  private void count(Flight flight, boolean served) {
    long nanos = loop.nanoTime() - flight.sentNanos;
    if (flight.counted && served) {
      breaker.served(nanos);
    } else if (flight.counted) {
      breaker.failed(nanos);
    }
    if (breaker.state() != seen) {
      plan();
    }
    review();
  }

  private void review() {
    admission.review(loop.nanoTime());
  }

  private void plan() {
    seen = breaker.state();
    next.cancel();
    long now = loop.nanoTime();
    long due = schedule.tick(now);
    next = loop.in(Math.max(1, (due - now) / 1e6), this::plan);
  }

  @Override
  public void probe() {
    long sent = loop.nanoTime();
    insisting(sign)
        .ask(
            true,
            timeoutMs,
            event -> {
              if (event instanceof Event.Answered<Boolean>) {
                breaker.probed(loop.nanoTime() - sent);
                plan();
              } else {
                breaker.probeFailed();
              }
            });
  }

  @Override
  public void trial() {
    if (breaker.permits()) {
      new Guarded<>(sign, true).send(true, timeoutMs, true, event -> {});
    }
  }

  @Override
  public void idle() {
    trial();
  }
}
