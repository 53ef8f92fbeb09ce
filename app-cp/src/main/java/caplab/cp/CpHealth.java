package caplab.cp;

import caplab.http.HealthView;
import caplab.node.Breaker;
import caplab.node.Node;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** app-cp's health: whether a majority can vote, as far as is known without asking. */
final class CpHealth implements HealthView {

  private final Collection<Node> nodes;
  private final Predicate<String> votes;
  private final Supplier<Map<String, Object>> details;

  /**
   * @param votes whether the node named is admitted in the view, as last seen
   * @param details views, quarantine and refills for {@code /health/detailed}
   */
  CpHealth(Collection<Node> nodes, Predicate<String> votes, Supplier<Map<String, Object>> details) {
    this.nodes = List.copyOf(nodes);
    this.votes = votes;
    this.details = details;
  }

  @Override
  public List<String> nodes() {
    return nodes.stream().map(Node::name).toList();
  }

  @Override
  public List<String> serving() {
    return nodes.stream()
        .filter(node -> node.breaker().state() != Breaker.State.OPEN)
        .filter(node -> node.status().connected())
        .map(Node::name)
        .filter(votes)
        .toList();
  }

  @Override
  public int required() {
    return nodes.size() / 2 + 1;
  }

  @Override
  public Map<String, Boolean> promises() {
    Map<String, Boolean> promises = new LinkedHashMap<>();
    promises.put("linearizable_write", quorumPossible());
    promises.put("linearizable_read", quorumPossible());
    return promises;
  }

  @Override
  public Map<String, Object> details() {
    return details.get();
  }
}
