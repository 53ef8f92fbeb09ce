package caplab.start;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.http.HealthView;
import caplab.node.FakeServer;
import caplab.node.NodeAddress;
import caplab.node.NodeListener;
import caplab.node.NodeSettings;
import caplab.node.Nodes;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** When an instance begins to listen (B-3). */
class PartsTest {

  private static final Duration LONG = Duration.ofMinutes(1);

  /** Enough nodes serve, but it takes some looks until each promise can be kept. */
  private record Rising(AtomicInteger looks, int enough) implements HealthView {
    @Override
    public List<String> nodes() {
      return List.of("db_g1");
    }

    @Override
    public List<String> serving() {
      return nodes();
    }

    @Override
    public int required() {
      return 1;
    }

    @Override
    public Map<String, Boolean> promises() {
      return Map.of("write", true, "staleness", looks.incrementAndGet() >= enough);
    }

    @Override
    public Map<String, Object> details() {
      return Map.of();
    }
  }

  /** B-7. */
  @Test
  void namesBothNodes_whenOneServerIsConfiguredAsTwo() throws IOException {
    try (FakeServer server = FakeServer.running(() -> "a".repeat(40));
        Nodes nodes =
            Nodes.open(
                NodeAddress.parseAll(
                    "first=%1$s,second=localhost:%2$s"
                        .formatted(server.address().place(), server.address().port())),
                NodeSettings.of(Duration.ofSeconds(1)),
                NodeListener.SILENT)) {
      assertThat(Parts.faults(nodes.byName().values(), LONG))
          .singleElement(InstanceOfAssertFactories.STRING)
          .contains("first", "second", "the same server");
    }
  }

  @Test
  void findsNoFaultInNodesThatCannotBeReached() {
    try (Nodes nodes =
        Nodes.open(
            NodeAddress.parseAll("gone=127.0.0.1:1"),
            NodeSettings.of(Duration.ofSeconds(1)),
            NodeListener.SILENT)) {
      assertThat(Parts.faults(nodes.byName().values(), LONG)).isEmpty();
    }
  }

  @Test
  void waitsUntilEveryPromiseCanBeKept() {
    Rising health = new Rising(new AtomicInteger(), 5);
    Parts.awaitPromises(health, LONG);
    assertThat(health.looks()).hasValue(5);
  }

  @Test
  void waitsNoLongerThanItMay() {
    Rising never = new Rising(new AtomicInteger(), Integer.MAX_VALUE);
    Parts.awaitPromises(never, Duration.ofMillis(30));
    assertThat(never.looks()).hasPositiveValue();
  }
}
