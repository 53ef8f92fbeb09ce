package caplab.ap.shell;

import caplab.ap.core.InstanceMemory;
import caplab.ap.core.KeyState;
import caplab.ap.core.Reply;
import caplab.ap.core.Request;
import caplab.node.Breaker;
import caplab.protocol.Event;
import caplab.protocol.EventLoop;
import caplab.protocol.Replica;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * All of an instance of app-ap below HTTP and above its nodes: the register that clients read and
 * write, and what brings the nodes together. It runs on one event loop, in real time or in virtual
 * time, and its methods are called in turns of that loop only.
 */
public final class ApShell {

  private final ApHealing healing;
  private final ApRegister register;

  /**
   * The nodes as an instance reaches them, each map by name.
   *
   * @param breakers in the order in which they are tried after the home node
   * @param guarded asks if the breaker permits
   * @param insisting asks past an open breaker
   */
  public record Nodes(
      SequencedMap<String, ? extends Breaker> breakers,
      Map<String, ? extends Replica<Request, Reply>> guarded,
      Map<String, ? extends Replica<Request, Reply>> insisting) {

    boolean open(String node) {
      return breakers.get(node).state() == Breaker.State.OPEN;
    }

    /** Whether its breaker is open because calls take long, though they are answered. */
    boolean slow(String node) {
      return breakers.get(node).slow();
    }

    /** Whether it does not answer; nobody waits for the work in the background, slow will do. */
    boolean silent(String node) {
      return open(node) && !slow(node);
    }

    /** For the work in the background: as guarded, but asks a slow node past its breaker. */
    Replica<Request, Reply> patient(String node) {
      return past(node, () -> slow(node));
    }

    /** For whoever has no node left: past every breaker that no operator holds open (AP-1). */
    Replica<Request, Reply> willing(String node) {
      return past(node, () -> open(node) && !forced(node));
    }

    boolean forced(String node) {
      return breakers.get(node).forced();
    }

    private Replica<Request, Reply> past(String node, BooleanSupplier breaker) {
      return new Replica<>() {
        @Override
        public String name() {
          return node;
        }

        @Override
        public void ask(Request request, long timeoutMs, Consumer<Event<Reply>> callback) {
          (breaker.getAsBoolean() ? insisting : guarded)
              .get(node)
              .ask(request, timeoutMs, callback);
        }
      };
    }
  }

  /**
   * How an instance works.
   *
   * @param home the node that is tried first
   * @param patienceMs how long one node may take to answer
   * @param cacheMs how old an answer of the instance's own cache may be; 0 is off
   * @param logEntriesMost entries that a node's log keeps for targets that lag
   * @param logBytesMost the same in bytes
   * @param maxStalenessMs past which a read is stale
   * @param throttles whether writes wait while reads are stale, now
   * @param siblings how large a client's writes may make a key
   * @param repairs whether a read levels the nodes that it asked, now
   * @param exchanges whether nodes are compared key by key, now
   * @param batch entries that a link ships per step
   * @param page keys per step of a resync or an exchange
   */
  public record Rules(
      String home,
      long patienceMs,
      long cacheMs,
      long logEntriesMost,
      long logBytesMost,
      long maxStalenessMs,
      BooleanSupplier throttles,
      KeyState.Limit siblings,
      BooleanSupplier repairs,
      BooleanSupplier exchanges,
      int batch,
      int page) {

    private static final int BATCH = 256;
    private static final int PAGE = 32;

    /** With the steps that serve, and all work done. */
    public Rules(
        String home,
        long patienceMs,
        long cacheMs,
        long logEntriesMost,
        long logBytesMost,
        long maxStalenessMs,
        BooleanSupplier throttles,
        KeyState.Limit siblings) {
      this(
          home,
          patienceMs,
          cacheMs,
          logEntriesMost,
          logBytesMost,
          maxStalenessMs,
          throttles,
          siblings,
          () -> true,
          () -> true,
          BATCH,
          PAGE);
    }

    /** The same with work that may be switched off while it runs. */
    public Rules switched(BooleanSupplier repairs, BooleanSupplier exchanges) {
      return new Rules(
          home,
          patienceMs,
          cacheMs,
          logEntriesMost,
          logBytesMost,
          maxStalenessMs,
          throttles,
          siblings,
          repairs,
          exchanges,
          batch,
          page);
    }
  }

  public ApShell(EventLoop loop, Nodes nodes, Rules rules, ApListener listener) {
    this(loop, nodes, rules, memory(loop, nodes), listener);
  }

  /** For whoever takes a rule away that the memory keeps. */
  public ApShell(
      EventLoop loop, Nodes nodes, Rules rules, InstanceMemory memory, ApListener listener) {
    Breaker.require(nodes.breakers().values(), 1);
    healing = new ApHealing(loop, nodes, rules, memory, listener);
    register = new ApRegister(loop, nodes, rules, memory, healing, listener);
  }

  private static InstanceMemory memory(EventLoop loop, Nodes nodes) {
    return new InstanceMemory(
        new TreeSet<>(nodes.breakers().keySet()), loop::wallMs, loop.random()::nextLong);
  }

  /** Begins the work in the background. */
  public void start() {
    healing.start();
  }

  /** Ends it, after every link had one more turn; then tells. */
  public void close(Runnable then) {
    healing.close(then);
  }

  /** What clients read and write. */
  public ApRegister register() {
    return register;
  }

  /** How the nodes stand. */
  public ApSightings sightings() {
    return healing.sightings();
  }

  /** Entries not yet applied, by link. */
  public Map<String, Long> lags() {
    return healing.lags();
  }
}
