package caplab.http;

import caplab.node.Breaker;
import caplab.node.Node;
import java.util.Collection;
import java.util.List;

/** Health by how the links to the nodes stand, as far as is known without asking. */
public abstract class NodeHealth implements HealthView {

  private final List<Node> nodes;

  protected NodeHealth(Collection<? extends Node> nodes) {
    this.nodes = List.copyOf(nodes);
  }

  /** Whether a node that can be reached may serve. */
  protected boolean admits(String node) {
    return true;
  }

  @Override
  public List<String> nodes() {
    return nodes.stream().map(Node::name).toList();
  }

  @Override
  public List<String> serving() {
    return nodes.stream()
        .filter(node -> !node.breaker().skips())
        .filter(node -> node.status().connected())
        .map(Node::name)
        .filter(this::admits)
        .toList();
  }

  @Override
  public List<String> writing() {
    List<String> serving = serving();
    return nodes.stream()
        .filter(node -> node.status().refusesWrites().isEmpty())
        .map(Node::name)
        .filter(serving::contains)
        .toList();
  }

  /** A node that serves only because it is asked past its breaker is not as it should be. */
  @Override
  public String health() {
    boolean open = nodes.stream().anyMatch(n -> n.breaker().state() == Breaker.State.OPEN);
    String health = HealthView.super.health();
    return open && health.equals("UP") ? "DEGRADED" : health;
  }
}
