package caplab.ap;

import caplab.http.HealthView;
import caplab.node.Breaker;
import caplab.node.Node;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** What app-ap knows of its own health, without asking any node: one that serves is enough. */
final class ApHealth implements HealthView {

  private final SequencedMap<String, Node> nodes;
  private final ApHealing healing;

  ApHealth(SequencedMap<String, Node> nodes, ApHealing healing) {
    this.nodes = nodes;
    this.healing = healing;
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
        serving.stream().anyMatch(node -> healing.sightings().boundUs(node).isPresent()));
    promises.put("convergence", serving.size() == nodes.size());
    return promises;
  }

  @Override
  public Map<String, Object> details() {
    Map<String, Object> replication = new LinkedHashMap<>();
    nodes.keySet().forEach(node -> replication.put(node, healing.sightings().describe(node)));
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("replication", replication);
    details.put("lag_entries", healing.lags());
    return details;
  }
}
