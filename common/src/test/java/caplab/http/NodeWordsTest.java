package caplab.http;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.node.Breaker;
import caplab.node.Command;
import caplab.node.FakeBreaker;
import caplab.node.Node;
import caplab.node.NodeStatus;
import caplab.node.Reply;
import java.time.Duration;
import java.util.ArrayList;
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

  private static NodeWords open(long... nextMs) {
    List<Node> nodes = new ArrayList<>();
    for (long next : nextMs) {
      nodes.add(new Skipped("db_g" + nodes.size(), Duration.ofMillis(next)));
    }
    return new NodeWords(nodes);
  }

  /** A probe is sent then; it must be answered, and trial calls must decide. */
  @Test
  void tellsToComeBack_whenARequestCanSucceed_notWhenAProbeIsSent() {
    assertThat(open(1_200, 700).retryAfterMs(1)).isBetween(800L, 900L);
  }

  @Test
  void tellsToComeBack_onceAsManyNodesAsNeededCanBeAsked() {
    assertThat(open(1_200, 700, 2_000).retryAfterMs(2)).isBetween(1_300L, 1_400L);
    assertThat(open(1_200, 700, 2_000).retryAfterMs(3)).isBetween(2_100L, 2_200L);
    List<Node> nodes = List.of(new FakeNode("up"), new Skipped("down", Duration.ofMillis(500)));
    assertThat(new NodeWords(nodes).retryAfterMs(2)).isBetween(600L, 700L);
    assertThat(new NodeWords(nodes).retryAfterMs(1)).isBetween(600L, 700L);
  }

  @Test
  void tellsASecond_whereNoBreakerSaysMore() {
    FakeNode held = new FakeNode("held");
    held.open();
    assertThat(new NodeWords(List.of(held, new FakeNode("up"))).retryAfterMs(2)).isEqualTo(1_000);
  }
}
