package caplab.http;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.node.Breaker;
import caplab.node.Command;
import caplab.node.Node;
import caplab.node.NodeStatus;
import caplab.node.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class NodeWordsTest {

  /** A node that is only its open breaker. */
  private record Skipped(String name, Duration next) implements Node, Breaker {
    @Override
    public void send(Command command, Duration timeout, Consumer<Reply> callback) {
      throw new AssertionError("a command was sent");
    }

    @Override
    public Breaker breaker() {
      return this;
    }

    @Override
    public NodeStatus status() {
      Optional<String> none = Optional.empty();
      return new NodeStatus(false, name, none, none, Optional.empty(), 0, 1, List.of());
    }

    @Override
    public State state() {
      return State.OPEN;
    }

    @Override
    public boolean forced() {
      return false;
    }

    @Override
    public Optional<Duration> nextAttemptIn() {
      return Optional.of(next);
    }

    @Override
    public Optional<Double> failureRate() {
      return Optional.empty();
    }

    @Override
    public void close() {}

    @Override
    public void open() {}

    @Override
    public void reset() {}
  }

  @Test
  void tellsToComeBack_whenTheFirstBreakerLetsAProbeThrough() {
    List<Node> nodes =
        List.of(
            new Skipped("db_g1", Duration.ofMillis(1_200)),
            new Skipped("db_g2", Duration.ofMillis(700)));
    assertThat(new NodeWords(nodes).retryAfterMs()).isEqualTo(700);
  }
}
