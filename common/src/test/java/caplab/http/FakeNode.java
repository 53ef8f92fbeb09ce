package caplab.http;

import caplab.node.Breaker;
import caplab.node.Command;
import caplab.node.Node;
import caplab.node.NodeStatus;
import caplab.node.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A node that is there and does nothing, with a breaker worked by hand only. */
public final class FakeNode implements Node, Breaker {

  private final String name;
  private State state = State.CLOSED;
  private boolean forced;

  public FakeNode(String name) {
    this.name = name;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void send(Command command, Duration timeout, Consumer<Reply> callback) {
    callback.accept(new Reply.Refused("a fake"));
  }

  @Override
  public Breaker breaker() {
    return this;
  }

  @Override
  public NodeStatus status() {
    return new NodeStatus(
        state == State.CLOSED,
        "127.0.0.1:7001",
        Optional.of("run"),
        Optional.of("7.0.15"),
        Optional.of(0.5),
        1,
        100,
        List.of());
  }

  @Override
  public State state() {
    return state;
  }

  @Override
  public boolean forced() {
    return forced;
  }

  @Override
  public Optional<Duration> nextAttemptIn() {
    return state == State.OPEN && !forced ? Optional.of(Duration.ofMillis(1500)) : Optional.empty();
  }

  @Override
  public Optional<Double> failureRate() {
    return Optional.empty();
  }

  @Override
  public void open() {
    state = State.OPEN;
    forced = true;
  }

  @Override
  public void reset() {
    state = State.CLOSED;
    forced = false;
  }

  /** Opened by failures, not by hand. */
  void fail() {
    state = State.OPEN;
    forced = false;
  }

  @Override
  public void close() {
    reset();
  }
}
