package caplab.ap;

import caplab.ap.shell.ApShell;
import caplab.http.HealthView;
import caplab.node.Breaker;
import caplab.node.Node;
import caplab.protocol.LiveLoop;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** What app-ap knows of its own health, without asking any node: one that serves is enough. */
final class ApHealth implements HealthView {

  private final SequencedMap<String, Node> nodes;
  private final LiveLoop loop;
  private final ApShell shell;

  ApHealth(SequencedMap<String, Node> nodes, LiveLoop loop, ApShell shell) {
    this.nodes = nodes;
    this.loop = loop;
    this.shell = shell;
  }

  @Override
  public List<String> nodes() {
    return List.copyOf(nodes.keySet());
  }

  @Override
  public List<String> serving() {
    return nodes.values().stream()
        .filter(node -> node.breaker().state() != Breaker.State.OPEN && node.status().connected())
        .map(Node::name)
        .toList();
  }

  @Override
  public int required() {
    return 1;
  }

  @Override
  public Map<String, Boolean> promises() {
    List<String> serving = serving();
    Map<String, Boolean> promises = new LinkedHashMap<>();
    promises.put("available_write", !serving.isEmpty());
    promises.put("available_read", !serving.isEmpty());
    promises.put(
        "stated_staleness",
        loop.call(
            () -> serving.stream().anyMatch(node -> shell.sightings().boundUs(node).isPresent())));
    promises.put("convergence", serving.size() == nodes.size());
    return promises;
  }

  @Override
  public Map<String, Object> details() {
    Map<String, Object> replication = new LinkedHashMap<>();
    SequencedMap<String, Object> details = new LinkedHashMap<>();
    loop.call(() -> {
      nodes.keySet().forEach(node -> replication.put(node, shell.sightings().describe(node)));
      return details.put("lag_entries", shell.lags());
    });
    details.putFirst("replication", replication);
    return details;
  }
}
