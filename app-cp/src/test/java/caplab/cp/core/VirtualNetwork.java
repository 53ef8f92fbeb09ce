package caplab.cp.core;

import caplab.protocol.Event;
import caplab.protocol.Replica;
import caplab.sim.SimulatedConnection;
import caplab.sim.World;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** The links between instances and nodes in virtual time, which may do anything. */
final class VirtualNetwork {

  private static final double REFUSED_MS = 0.1;
  private static final double TAIL_MS = 200;

  private final World world;
  private final UnaryOperator<Request> sent;
  private final Trace trace;
  private double loss;
  private double duplication;
  private double tail;

  /** Links that carry nothing, and whether that is told at once. */
  private final Map<String, Boolean> cuts = new HashMap<>();

  private final Set<String> slow = new HashSet<>();

  /**
   * @param sent what becomes of a request on its way
   */
  VirtualNetwork(World world, UnaryOperator<Request> sent, Trace trace) {
    this.world = world;
    this.sent = sent;
    this.trace = trace;
  }

  /**
   * How all links are from now on.
   *
   * @param lost share of messages that are
   * @param twice share of requests that arrive twice
   * @param late share of messages that take much longer
   */
  void weather(double lost, double twice, double late) {
    loss = lost;
    duplication = twice;
    tail = late;
  }

  private static String link(int instance, String node) {
    return instance + " " + node;
  }

  void cut(int instance, String node, boolean refused) {
    cuts.put(link(instance, node), refused);
  }

  void join(int instance, String node) {
    cuts.remove(link(instance, node));
  }

  /** All messages of one link take long, or no longer. */
  void slow(int instance, String node, boolean now) {
    if (now) {
      slow.add(link(instance, node));
    } else {
      slow.remove(link(instance, node));
    }
  }

  /** All links well. */
  void calm() {
    weather(0, 0, 0);
    cuts.clear();
    slow.clear();
  }

  /** How a tag of a node is reached from an instance. */
  Replica<Request, Reply> wire(int instance, VirtualNode node, int tag) {
    return new Replica<>() {
      @Override
      public String name() {
        return node.name();
      }

      @Override
      public void ask(Request request, long timeoutMs, Consumer<Event<Reply>> callback) {
        if (refused(instance, node)) {
          Event<Reply> refusal = new Event.Silent<>(node.name(), false, "refused");
          world.in(REFUSED_MS, () -> callback.accept(refusal));
          return;
        }
        Request arriving = sent.apply(request);
        int copies = world.random().nextDouble() < duplication ? 2 : 1;
        for (int i = 0; i < copies; i++) {
          carry(
              instance,
              node,
              () -> {
                Reply reply = node.tag(tag).handle(arriving);
                trace.exchanged(instance, node.name() + "/" + tag, arriving, reply);
                return reply;
              },
              reply -> callback.accept(new Event.Answered<>(node.name(), reply)));
        }
      }
    };
  }

  /** How an instance learns whether a node lives. */
  SimulatedConnection.Ping ping(int instance, VirtualNode node) {
    return answered -> {
      if (refused(instance, node)) {
        world.in(REFUSED_MS, () -> answered.accept(false));
      } else {
        carry(instance, node, () -> true, answered);
      }
    };
  }

  private <R> void carry(
      int instance, VirtualNode node, Supplier<R> work, Consumer<? super R> answered) {
    onTheWay(
        instance,
        node.name(),
        () ->
            node.receive(() -> {
              R reply = work.get();
              onTheWay(instance, node.name(), () -> answered.accept(reply));
            }));
  }

  private void onTheWay(int instance, String node, Runnable arrival) {
    if (world.random().nextDouble() >= loss) {
      world.in(
          latency(instance, node),
          () -> {
            if (!cuts.containsKey(link(instance, node))) {
              arrival.run();
            }
          });
    }
  }

  private boolean refused(int instance, VirtualNode node) {
    return node.refuses() || cuts.getOrDefault(link(instance, node.name()), false);
  }

  private double latency(int instance, String node) {
    boolean late = slow.contains(link(instance, node)) || world.random().nextDouble() < tail;
    return late
        ? -TAIL_MS * Math.log(1 - world.random().nextDouble())
        : 2 + 8 * world.random().nextDouble();
  }
}
