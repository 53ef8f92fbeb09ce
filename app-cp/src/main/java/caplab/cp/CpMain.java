package caplab.cp;

import caplab.cp.core.ProposerMemory;
import caplab.cp.core.Reply;
import caplab.cp.core.Request;
import caplab.cp.shell.CpShell;
import caplab.http.NodeWords;
import caplab.http.Service;
import caplab.node.Breaker;
import caplab.node.Node;
import caplab.protocol.LiveLoop;
import caplab.protocol.Replica;
import caplab.start.Parts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** Wires app-cp and starts it. */
public final class CpMain {

  private CpMain() {}

  /**
   * A service that is wired and looks after its nodes, but does not listen yet.
   *
   * @param loop ends before the nodes are closed
   */
  record Wired(Service service, LiveLoop loop) {}

  public static void main(String[] args) {
    Parts parts = Parts.make("cp", CpConfig.DEFAULT_PORT);
    Wired wired = wire(parts);
    parts.serve(wired.service(), List.of(wired.loop()));
  }

  static Wired wire(Parts parts) {
    CpConfig config = CpConfig.of(parts.config());
    List<Node> nodes = List.copyOf(parts.nodes().byName().values());
    SequencedMap<String, Breaker> breakers = new LinkedHashMap<>();
    nodes.forEach(node -> breakers.put(node.name(), node.breaker()));
    CpMetrics metrics =
        new CpMetrics(parts.metrics(), parts.events(), breakers.keySet(), config.maxStalenessMs());
    LiveLoop loop = parts.loop();
    CpShell shell =
        loop.call(() ->
            new CpShell(
                loop,
                new CpShell.Parts(
                    breakers,
                    tag -> replicas(nodes, tag),
                    CpShell.TAGS,
                    config.nodeMs(),
                    ProposerMemory::new),
                metrics));
    CpAnswers answers =
        new CpAnswers(
            config, new NodeWords(nodes), () -> loop.call(() -> shell.healing().misplaced()));
    CpRoutes routes = new CpRoutes(loop, shell.register(), answers, metrics, config);
    CpHealth health = new CpHealth(nodes, loop, shell);
    loop.execute(shell::start);
    return new Wired(
        new Service(
            "cp",
            "app-cp",
            "Consistency first: linearizable, or refused with 503.",
            nodes,
            health,
            routes.table()),
        loop);
  }

  private static Map<String, Replica<Request, Reply>> replicas(List<Node> nodes, int tag) {
    Map<String, Replica<Request, Reply>> replicas = new LinkedHashMap<>();
    nodes.forEach(node -> replicas.put(node.name(), new RedisReplica(node, "p" + tag)));
    return replicas;
  }
}
