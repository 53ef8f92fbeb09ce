package caplab.ap;

import caplab.ap.core.InstanceMemory;
import caplab.ap.core.SessionToken;
import caplab.http.Service;
import caplab.node.Node;
import caplab.protocol.Driver;
import caplab.start.Parts;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** Starts app-ap: wires its parts and serves until it is told to stop. */
public final class ApMain {

  private ApMain() {}

  public static void main(String[] arguments) {
    Parts parts = Parts.make("ap", ApConfig.PORT);
    ApConfig config = ApConfig.of(parts.settings(), parts.features(), parts.config());
    SequencedMap<String, Node> nodes = parts.nodes().byName();
    ApMetrics metrics =
        new ApMetrics(parts.metrics(), config.common().maxStalenessMs(), nodes.size());

    RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();
    LongSupplier nowMs = () -> System.nanoTime() / 1_000_000;
    Duration networkTimeout = config.common().nodeSettings().networkTimeout();
    InstanceMemory memory =
        new InstanceMemory(
            new TreeSet<>(nodes.keySet()), System::currentTimeMillis, random::nextLong);
    Driver driver = new Driver(nowMs, random, networkTimeout);
    Map<String, RedisReplica> replicas = new LinkedHashMap<>();
    ApHealing healing =
        new ApHealing(nodes, replicas, memory, driver, nowMs, config, metrics, parts.events());
    nodes.forEach((name, node) -> replicas.put(name, new RedisReplica(node, healing::entered)));
    ApRegister register =
        new ApRegister(
            nodes,
            replicas,
            config.common().homeNode(),
            memory,
            driver,
            nowMs,
            networkTimeout,
            healing,
            metrics,
            config.cacheMs());
    ApHealth health = new ApHealth(nodes, healing);
    SessionToken token =
        new SessionToken(
            bytes(config.common().secrets().key()),
            config.common().secrets().previous().stream().map(ApMain::bytes).toList());
    ApAnswers answers = new ApAnswers(token, nodes, config.common().maxStalenessMs(), health);
    ApRoutes routes =
        new ApRoutes(register, answers, new ApConditions(token), config, healing, metrics);
    healing.start();
    metrics.freshness().start();
    parts.serve(
        new Service(
            "ap",
            "app-ap",
            "Always an answer, an honest one: every read states how stale it may be.",
            List.copyOf(nodes.values()),
            health,
            routes.all()),
        List.of(healing, metrics.freshness()));
  }

  private static byte[] bytes(String secret) {
    return secret.getBytes(StandardCharsets.UTF_8);
  }
}
