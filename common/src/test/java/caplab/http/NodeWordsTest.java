package caplab.http;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.node.Breaker;
import caplab.node.Command;
import caplab.node.FakeBreaker;
import caplab.node.Node;
import caplab.node.NodeStatus;
import caplab.node.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class NodeWordsTest {

  /** A node that is only its open breaker. */
  private record Skipped(String name, Duration next) implements Node {
    @Override
    public void send(Command command, Duration timeout, Consumer<Reply> callback) {
      throw new AssertionError("a command was sent");
    }

    @Override
    public Breaker breaker() {
      return new FakeBreaker(Breaker.State.OPEN, Optional.of(next));
    }

    @Override
    public NodeStatus status() {
      Optional<String> none = Optional.empty();
      return new NodeStatus(false, name, none, none, Optional.empty(), 0, 1, List.of());
    }

    @Override
    public void close() {}
  }

  @Test
  void speaksOfANodeBehindAnOpenBreaker_asUnreachable() {
    NodeWords words = new NodeWords(List.of(new Skipped("db_g1", Duration.ZERO)));
    assertThat(NodeWords.shown(words.unasked())).containsExactly(Map.entry("db_g1", "unreachable"));
    assertThat(NodeWords.reachable(words.unasked())).isZero();
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
