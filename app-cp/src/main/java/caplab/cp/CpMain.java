package caplab.cp;

import caplab.cp.core.ProposerMemory;
import caplab.cp.core.Reply;
import caplab.cp.core.Request;
import caplab.http.Service;
import caplab.node.Node;
import caplab.protocol.Driver;
import caplab.protocol.Replica;
import caplab.start.Parts;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/** Wires app-cp and starts it. */
public final class CpMain {

  /** Hash tags, each a CASPaxos group of its own; a number that the data depends on. */
  static final int TAGS = 16;

  private CpMain() {}

  /**
   * A service that is wired and looks after its nodes, but does not listen yet.
   *
   * @param healing ends before the nodes are closed
   */
  record Wired(Service service, CpHealing healing) {}

  public static void main(String[] args) {
    Parts parts = Parts.make("cp", CpConfig.DEFAULT_PORT);
    Wired wired = wire(parts);
    parts.serve(wired.service(), List.of(wired.healing()));
  }

  static Wired wire(Parts parts) {
    CpConfig config = CpConfig.of(parts.config());
    List<Node> nodes = List.copyOf(parts.nodes().byName().values());
    List<String> names = nodes.stream().map(Node::name).toList();
    SecureRandom random = new SecureRandom();
    LongSupplier nowMs = () -> System.nanoTime() / 1_000_000;
    Driver driver = new Driver(nowMs, random, Duration.ofMillis(config.nodeMs()));
    long proposer = random.nextLong(1, 10_000_000_000_000_000L);
    List<CpRegister.Tag> tags =
        IntStream.range(0, TAGS)
            .mapToObj(tag -> new CpRegister.Tag(new ProposerMemory(proposer), replicas(nodes, tag)))
            .toList();
    CpSightings sightings = new CpSightings(TAGS);
    CpHealing healing =
        new CpHealing(
            tags, names, driver, config.nodeMs(), sightings, parts.metrics(), parts.events());
    CpRegister register = new CpRegister(tags, nodes, driver, nowMs, config, healing::heed);
    CpMetrics metrics =
        new CpMetrics(parts.metrics(), parts.events(), names, config.maxStalenessMs());
    CpAnswers answers = new CpAnswers(config, nodes);
    CpRoutes routes = new CpRoutes(register, answers, metrics, config);
    CpHealth health = new CpHealth(nodes, sightings::votes, healing::details);
    healing.start();
    return new Wired(
        new Service(
            "cp",
            "app-cp",
            "Consistency first: linearizable, or refused with 503.",
            nodes,
            health,
            routes.table()),
        healing);
  }

  private static Map<String, Replica<Request, Reply>> replicas(List<Node> nodes, int tag) {
    Map<String, Replica<Request, Reply>> replicas = new LinkedHashMap<>();
    nodes.forEach(node -> replicas.put(node.name(), new RedisReplica(node, "p" + tag)));
    return replicas;
  }
}
