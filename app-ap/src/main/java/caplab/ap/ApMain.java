package caplab.ap;

import caplab.ap.core.Reply;
import caplab.ap.core.Request;
import caplab.ap.core.SessionToken;
import caplab.ap.shell.ApShell;
import caplab.config.Settings.StalenessPolicy;
import caplab.http.NodeWords;
import caplab.http.Service;
import caplab.node.Breaker;
import caplab.node.Node;
import caplab.protocol.LiveLoop;
import caplab.protocol.Replica;
import caplab.seal.HmacSeal;
import caplab.start.Parts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** Starts app-ap: wires its parts and serves until it is told to stop. */
public final class ApMain {

  private ApMain() {}

  public static void main(String[] arguments) {
    Parts parts = Parts.make("ap", ApConfig.PORT);
    ApConfig config = ApConfig.of(parts.settings(), parts.features(), parts.config());
    SequencedMap<String, Node> nodes = parts.nodes().byName();
    ApMetrics metrics =
        new ApMetrics(
            parts.metrics(), parts.events(), config.common().maxStalenessMs(), nodes.size());
    LiveLoop loop = parts.loop();
    ApShell shell = loop.call(() -> new ApShell(loop, reached(nodes), rules(config), metrics));
    metrics.watch(loop, shell, nodes.keySet());
    ApHealth health = new ApHealth(nodes.values(), loop, shell);
    SessionToken token =
        new SessionToken(
            new HmacSeal(config.common().secrets().key(), config.common().secrets().previous()));
    ApAnswers answers =
        new ApAnswers(token, new NodeWords(nodes.values()), config.common().maxStalenessMs());
    ApRoutes routes =
        new ApRoutes(loop, shell.register(), answers, metrics, config, new ApConditions(token));
    loop.execute(shell::start);
    metrics.freshness().start();
    parts.serve(
        new Service(
            "ap",
            "app-ap",
            "Always an answer, an honest one: every read states how stale it may be.",
            List.copyOf(nodes.values()),
            health,
            routes.table()),
        List.of(() -> flush(loop, shell, config), metrics.freshness(), loop));
  }

  private static ApShell.Nodes reached(SequencedMap<String, Node> nodes) {
    SequencedMap<String, Breaker> breakers = new LinkedHashMap<>();
    Map<String, Replica<Request, Reply>> guarded = new LinkedHashMap<>();
    Map<String, Replica<Request, Reply>> insisting = new LinkedHashMap<>();
    nodes.forEach((name, node) -> {
      RedisReplica replica = new RedisReplica(node);
      breakers.put(name, node.breaker());
      guarded.put(name, replica);
      insisting.put(name, replica.insisting());
    });
    return new ApShell.Nodes(breakers, guarded, insisting);
  }

  private static ApShell.Rules rules(ApConfig config) {
    ApShell.Rules all =
        new ApShell.Rules(
            config.common().homeNode(),
            config.common().nodeSettings().networkTimeout().toMillis(),
            config.cacheMs(),
            config.logEntriesMost(),
            config.logBytesMost(),
            config.common().maxStalenessMs(),
            () -> config.policy().get() == StalenessPolicy.THROTTLE,
            config.siblings());
    return all.switched(config.repairs(), config.exchanges());
  }

  /** What is in the logs goes to the other nodes before the end. */
  private static void flush(LiveLoop loop, ApShell shell, ApConfig config) {
    loop.await(
        then -> shell.close(() -> then.accept(true)),
        config.common().nodeSettings().networkTimeout());
  }
}
