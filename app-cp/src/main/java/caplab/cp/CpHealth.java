package caplab.cp;

import caplab.cp.shell.CpShell;
import caplab.http.NodeHealth;
import caplab.node.Node;
import caplab.protocol.LiveLoop;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** app-cp's health: whether a majority can vote. */
final class CpHealth extends NodeHealth {

  private final LiveLoop loop;
  private final CpShell shell;

  CpHealth(Collection<Node> nodes, LiveLoop loop, CpShell shell) {
    super(nodes);
    this.loop = loop;
    this.shell = shell;
  }

  /** A node votes once it is admitted in the view of every tag. */
  @Override
  protected boolean admits(String node) {
    return loop.call(() -> shell.healing().votes(node));
  }

  @Override
  public int required() {
    return nodes().size() / 2 + 1;
  }

  @Override
  public Map<String, Boolean> promises() {
    boolean possible = quorumPossible();
    Map<String, Boolean> promises = new LinkedHashMap<>();
    promises.put("linearizable_write", ready());
    promises.put("linearizable_read", possible);
    return promises;
  }

  @Override
  public Map<String, Object> details() {
    return loop.call(shell.healing()::details);
  }
}
