package caplab.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Two nodes at one server are one node (B-7). */
class TwinNodesTest {

  private final RecordingListener heard = new RecordingListener();

  @Test
  void countsOneServerOnce_whateverItIsCalled() {
    try (RedisServers servers = RedisServers.start(1);
        Nodes nodes = open("a=" + servers.only().place(), "b=localhost:" + port(servers))) {
      NodeStatus used = only(nodes, true);
      NodeStatus unused = only(nodes, false);
      assertThat(used.trouble()).isEmpty();
      assertThat(unused.trouble().orElseThrow().fault()).isEqualTo(ConnectFault.TWIN);
      assertThat(unused.trouble().orElseThrow().words())
          .containsPattern("the same server as [ab] .run_id " + used.runId().orElseThrow());

      await().until(() -> heard.faults.stream().filter(ConnectFault.TWIN::equals).count() > 1);
      assertThat(only(nodes, true)).extracting(NodeStatus::address).isEqualTo(used.address());
    }
  }

  @Test
  void neverCountsTheSecond_whenItsNameComesToLeadToTheServerOfTheFirst() throws IOException {
    AtomicReference<String> run = new AtomicReference<>("b".repeat(40));
    try (FakeServer first = FakeServer.running(() -> "a".repeat(40));
        FakeServer second = FakeServer.running(run::get);
        Nodes nodes = open("a=" + first.address().place(), "b=" + second.address().place())) {
      await().until(() -> nodes.byName().values().stream().allMatch(it -> it.status().connected()));

      run.set("a".repeat(40));
      second.disconnect();

      await().until(() -> heard.faults.contains(ConnectFault.TWIN));
      assertThat(nodes.byName().get("a").status().connected()).isTrue();
      assertThat(nodes.byName().get("b").status().connected()).isFalse();
    }
  }

  @Test
  void letsNodesThatSwappedPlacesGoOn() {
    ServerRuns runs = new ServerRuns();
    assertThat(runs.claim("a", "1")).isEmpty();
    assertThat(runs.claim("b", "2")).isEmpty();

    assertThat(runs.claim("a", "2")).isEqualTo(Optional.of("b"));
    assertThat(runs.claim("b", "1")).isEmpty();
    assertThat(runs.claim("a", "2")).isEmpty();
  }

  private Nodes open(String... addresses) {
    return Nodes.open(
        NodeAddress.parseAll(String.join(",", addresses)),
        NodeSettings.of(Duration.ofSeconds(2)),
        heard);
  }

  private static int port(RedisServers servers) {
    return servers.only().port();
  }

  private static NodeStatus only(Nodes nodes, boolean connected) {
    List<NodeStatus> all =
        await()
            .until(
                () ->
                    nodes.byName().values().stream()
                        .map(Node::status)
                        .filter(it -> it.connected() || it.trouble().isPresent())
                        .toList(),
                tried -> tried.size() == 2);
    assertThat(all).filteredOn(it -> it.connected() == connected).hasSize(1);
    return all.stream().filter(it -> it.connected() == connected).findFirst().orElseThrow();
  }
}
