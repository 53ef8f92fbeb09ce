package caplab.ap.core;

import caplab.protocol.Event;
import caplab.protocol.Replica;
import caplab.sim.SimulatedConnection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The network between instances and nodes: it cuts, loses, doubles and delays, and may hold a merge
 * back so long that everything has changed when it comes.
 */
final class Network {

  /** A link between an instance and a node that is cut. */
  record Cut(int instance, String node) {}

  private static final double TAIL_MS = 3_000;
  private static final List<Double> HELD_MS = List.of(200.0, 3_000.0, 20_000.0);

  private final Cluster cluster;
  final Set<Cut> cuts = new HashSet<>();
  double leastMs = 5;
  double mostMs = 100;
  double loss;
  double doubled;
  double slow;

  /** The share of merges that are held back, as their requests time out. */
  double held;

  /** The share of merges of which a copy comes late. */
  double copied;

  private int underWay;

  Network(Cluster cluster) {
    this.cluster = cluster;
  }

  /** Everything that comes from now on comes soon, and once. */
  void heal() {
    cuts.clear();
    loss = 0;
    doubled = 0;
    slow = 0;
    held = 0;
    copied = 0;
    leastMs = 2;
    mostMs = 20;
  }

  /** How many merges that were held back, or are copies, have not come yet. */
  int underWay() {
    return underWay;
  }

  private boolean reaches(int instance, Node node) {
    return !cuts.contains(new Cut(instance, node.name));
  }

  /** A message on its way gets lost. */
  private boolean lost(int instance, Node node) {
    return !reaches(instance, node) || chance(loss);
  }

  private boolean chance(double share) {
    return share > 0 && cluster.world.random().nextDouble() < share;
  }

  private double latencyMs() {
    return chance(slow)
        ? -Math.log(1 - cluster.world.random().nextDouble()) * TAIL_MS
        : cluster.world.random().nextDouble(leastMs, mostMs);
  }

  /** A node as an instance asks it. */
  Replica<Request, Reply> wire(int instance, Node node) {
    return new Replica<>() {
      @Override
      public String name() {
        return node.name;
      }

      @Override
      public void ask(Request request, long timeoutMs, Consumer<Event<Reply>> callback) {
        if (request instanceof Request.Merge) {
          merge(instance, node, request, callback);
        } else {
          deliver(instance, node, request, latencyMs(), callback);
          if (chance(doubled)) {
            deliver(instance, node, request, latencyMs(), callback);
          }
        }
      }
    };
  }

  private void merge(int instance, Node node, Request request, Consumer<Event<Reply>> callback) {
    boolean late = chance(held);
    if (!late) {
      deliver(instance, node, request, latencyMs(), callback);
    }
    if (late || chance(copied)) {
      double heldMs = HELD_MS.get(cluster.world.random().nextInt(HELD_MS.size()));
      underWay++;
      cluster.world.in(
          heldMs,
          () -> {
            underWay--;
            deliver(instance, node, request, 0, callback);
          });
    }
  }

  private void deliver(
      int instance, Node node, Request request, double delayMs, Consumer<Event<Reply>> callback) {
    if (!node.up()) {
      cluster.world.in(1, () -> callback.accept(new Event.Silent<>(node.name, false, "refused")));
    } else if (!lost(instance, node)) {
      Message message = new Message(instance, node, request, cluster.world.now());
      cluster.world.in(delayMs, () -> node.whenRunning(() -> arrived(message, callback)));
    }
  }

  private record Message(int instance, Node node, Request request, double sentMs) {}

  private void arrived(Message message, Consumer<Event<Reply>> callback) {
    Node node = message.node();
    if (!node.up()) {
      return;
    }
    Request request = message.request();
    Reply did = node.on(cluster.rules.request(request));
    boolean late = cluster.world.now() > message.sentMs() + Instance.TIMEOUT_MS;
    if (did instanceof Reply.Wrote wrote && late && node.wasSetBack()) {
      wrote.dot().ifPresent(cluster.history::excuses);
    }
    Reply reply = cluster.rules.reply(request, did);
    cluster.trace.accept(() -> message.instance() + " " + node.name + " " + request + " " + reply);
    if (!lost(message.instance(), node)) {
      cluster.world.in(latencyMs(), () -> callback.accept(new Event.Answered<>(node.name, reply)));
    }
  }

  /** A sign of life of a node, as an instance asks for it. */
  SimulatedConnection.Ping ping(int instance, Node node) {
    return answered -> {
      if (!node.up()) {
        cluster.world.in(1, () -> answered.accept(false));
      } else if (!lost(instance, node)) {
        cluster.world.in(
            latencyMs(), () -> node.whenRunning(() -> pinged(instance, node, answered)));
      }
    };
  }

  private void pinged(int instance, Node node, Consumer<Boolean> answered) {
    if (node.up() && !lost(instance, node)) {
      cluster.world.in(latencyMs(), () -> answered.accept(true));
    }
  }
}
