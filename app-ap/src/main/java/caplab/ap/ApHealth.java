package caplab.ap;

import caplab.ap.shell.ApShell;
import caplab.http.NodeHealth;
import caplab.node.Node;
import caplab.protocol.LiveLoop;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** app-ap's health: one node that serves is enough. */
final class ApHealth extends NodeHealth {

  private final LiveLoop loop;
  private final ApShell shell;

  ApHealth(Collection<Node> nodes, LiveLoop loop, ApShell shell) {
    super(nodes);
    this.loop = loop;
    this.shell = shell;
  }

  /** A server that holds another node's data refuses everything (AP-8). */
  @Override
  protected boolean admits(String node) {
    return loop.call(() -> shell.sightings().holder(node).isEmpty());
  }

  @Override
  public int required() {
    return 1;
  }

  @Override
  public Map<String, Boolean> promises() {
    List<String> serving = serving();
    boolean bounded =
        loop.call(
            () -> serving.stream().anyMatch(node -> shell.sightings().boundUs(node).isPresent()));
    Map<String, Boolean> promises = new LinkedHashMap<>();
    promises.put("available_write", ready());
    promises.put("available_read", !serving.isEmpty());
    promises.put("stated_staleness", bounded);
    promises.put("convergence", writing().size() == nodes().size());
    return promises;
  }

  @Override
  public Map<String, Object> details() {
    return loop.call(() -> {
      Map<String, Object> replication = new LinkedHashMap<>();
      nodes().forEach(node -> replication.put(node, shell.sightings().describe(node)));
      Map<String, Object> details = new LinkedHashMap<>();
      details.put("replication", replication);
      details.put("lag_entries", shell.lags());
      return details;
    });
  }
}
