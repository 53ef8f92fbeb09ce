package caplab.cp.core;

import caplab.protocol.Event;
import caplab.protocol.Replica;
import caplab.sim.SimulatedConnection;
import caplab.sim.World;
import java.util.HashMap;
import java.util.Map;
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
  private double refill;

  private final Map<String, Link> links = new HashMap<>();

  /** How an instance and a node are connected. */
  private static final class Link {
    /** It carries nothing. */
    private boolean cut;

    /** It carries nothing, and that is told at once. */
    private boolean refused;

    /** All its messages take long. */
    private boolean slow;
  }

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

  /** By how much each portion of a refill comes later to the node than anything else. */
  void refillsTake(double ms) {
    refill = ms;
  }

  private static boolean isRefill(Request request) {
    return request instanceof Request.Refill || request instanceof Request.Advance;
  }

  private Link link(int instance, String node) {
    return links.computeIfAbsent(instance + " " + node, name -> new Link());
  }

  /** The link carries nothing. */
  void cut(int instance, String node, boolean refused) {
    Link link = link(instance, node);
    link.cut = true;
    link.refused = refused;
  }

  /** The link carries messages again. */
  void join(int instance, String node) {
    Link link = link(instance, node);
    link.cut = false;
    link.refused = false;
  }

  /** All messages of one link take long, or no longer. */
  void slow(int instance, String node, boolean now) {
    link(instance, node).slow = now;
  }

  /** All links well. */
  void calm() {
    weather(0, 0, 0);
    refillsTake(0);
    links
        .values()
        .forEach(link -> {
          link.cut = false;
          link.refused = false;
          link.slow = false;
        });
  }

  /** How a tag of a node is reached from an instance. */
  Replica<Request, Reply> wire(int instance, VirtualNode node, int tag) {
    Link link = link(instance, node.name());
    return new Replica<>() {
      @Override
      public String name() {
        return node.name();
      }

      @Override
      public void ask(Request request, long timeoutMs, Consumer<Event<Reply>> callback) {
        if (link.refused || node.refuses()) {
          Event<Reply> refusal = new Event.Silent<>(node.name(), false, "refused");
          world.in(REFUSED_MS, () -> callback.accept(refusal));
          return;
        }
        Request arriving = sent.apply(request);
        int copies = world.random().nextDouble() < duplication ? 2 : 1;
        for (int i = 0; i < copies; i++) {
          carry(
              link,
              isRefill(arriving) ? refill : 0,
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
    Link link = link(instance, node.name());
    return answered -> {
      if (link.refused || node.refuses()) {
        world.in(REFUSED_MS, () -> answered.accept(false));
      } else {
        carry(link, 0, node, () -> true, answered);
      }
    };
  }

  private <R> void carry(
      Link link, double later, VirtualNode node, Supplier<R> work, Consumer<? super R> answered) {
    onTheWay(
        link,
        later,
        () ->
            node.receive(() -> {
              R reply = work.get();
              onTheWay(link, 0, () -> answered.accept(reply));
            }));
  }

  private void onTheWay(Link link, double later, Runnable arrival) {
    if (world.random().nextDouble() >= loss) {
      world.in(
          later + latency(link),
          () -> {
            if (!link.cut) {
              arrival.run();
            }
          });
    }
  }

  private double latency(Link link) {
    boolean late = link.slow || world.random().nextDouble() < tail;
    return late
        ? -TAIL_MS * Math.log(1 - world.random().nextDouble())
        : 2 + 8 * world.random().nextDouble();
  }
}
