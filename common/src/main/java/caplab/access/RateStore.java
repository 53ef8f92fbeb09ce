package caplab.access;

import caplab.node.Command;
import caplab.node.ConnectFault;
import caplab.node.Node;
import caplab.node.NodeAddress;
import caplab.node.NodeListener;
import caplab.node.NodeSettings;
import caplab.node.Nodes;
import caplab.node.Reply;
import caplab.node.Script;
import caplab.observe.Event;
import caplab.observe.Events;
import caplab.seal.Pseudonym;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.ClientSideConfig;
import io.github.bucket4j.distributed.proxy.generic.compare_and_swap.AbstractCompareAndSwapBasedProxyManager;
import io.github.bucket4j.distributed.proxy.generic.compare_and_swap.AsyncCompareAndSwapOperation;
import io.github.bucket4j.distributed.proxy.generic.compare_and_swap.CompareAndSwapOperation;
import io.github.bucket4j.distributed.proxy.optimization.Optimizations;
import io.github.bucket4j.distributed.remote.RemoteBucketState;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLSocketFactory;

/**
 * Where all instances of a service count together: each bucket is a value of one node, changed by
 * compare-and-swap, which goes away by itself once the bucket is full again. What a bucket was when
 * last heard of is remembered, so a swap is one question, and an exhausted bucket none.
 *
 * <p>The time is that of the instances; a node's clock only tells when a full bucket may go. An
 * instance whose clock is ahead lets what was taken come back so much earlier, once.
 */
public final class RateStore implements AutoCloseable {

  /** So long a request waits for a node at most; as long again behind others of the same client. */
  static final Duration PATIENCE = Duration.ofMillis(50);

  /** After so many times as long without an answer a node is asked by nobody but its probe. */
  private static final int GIVEN_UP = 5;

  /** Clocks that run apart by less do not make a bucket go before it is full. */
  private static final Duration KEPT_WHEN_FULL = Duration.ofSeconds(1);

  private static final Script SWAP = Script.of(RateStore.class, "swap.lua");
  private static final byte[] NOTHING = {};

  /** A bucket, in the node where all look for it. */
  static final class Place {

    private final Node node;
    private final String key;
    private volatile byte[] seen = NOTHING;

    private Place(Node node, String key) {
      this.node = node;
      this.key = key;
    }

    /** Whether anything is remembered of it. */
    boolean known() {
      return seen.length > 0;
    }
  }

  /** That a node did not answer in time, or not as it should: then each counts for itself. */
  private static final class Silence extends RuntimeException {

    private static final long serialVersionUID = 1;

    Silence(String why) {
      super(why, null, false, false);
    }
  }

  private final Nodes nodes;
  private final List<Node> ordered;
  private final String prefix;
  private final Pseudonym names;
  private final Swaps swaps;

  private RateStore(Nodes nodes, String mode, Pseudonym names, Swaps swaps) {
    this.nodes = nodes;
    this.ordered =
        nodes.byName().values().stream().sorted(Comparator.comparing(Node::name)).toList();
    this.prefix = "limit:" + mode + ":";
    this.names = names;
    this.swaps = swaps;
  }

  /**
   * Starts connecting and returns at once.
   *
   * @param addresses the same ones for all instances, in any order
   * @param tls makes the sockets of {@code rediss} nodes; empty trusts what the JDK trusts
   * @param mode of the service; the other one counts apart
   * @param names by what a node knows clients, the same for all instances
   */
  public static RateStore open(
      List<NodeAddress> addresses,
      Optional<SSLSocketFactory> tls,
      String mode,
      Pseudonym names,
      Events events) {
    return open(addresses, tls, mode, names, events, TimeMeter.SYSTEM_MILLISECONDS, PATIENCE);
  }

  static RateStore open(
      List<NodeAddress> addresses,
      Optional<SSLSocketFactory> tls,
      String mode,
      Pseudonym names,
      Events events,
      TimeMeter clock,
      Duration patience) {
    NodeSettings plain = NodeSettings.of(patience.multipliedBy(GIVEN_UP));
    Told told = new Told(events);
    Nodes nodes = Nodes.open(addresses, tls.map(plain::encryptedBy).orElse(plain), told);
    return new RateStore(nodes, mode, names, new Swaps(clock, patience, told));
  }

  /**
   * Where the bucket of somebody is; asks no node.
   *
   * @param what else makes it another bucket, as the rates
   */
  Place place(String what, String who) {
    String name = names.of(what + " " + who);
    int node = Math.floorMod(name.hashCode(), ordered.size());
    return new Place(ordered.get(node), prefix + name);
  }

  /**
   * A bucket that all share. Requests that come while another waits for the node go together.
   * Whatever it is asked may throw a RuntimeException, which means that no node answered in time.
   */
  Bucket shared(Place place, BucketConfiguration rates) {
    return swaps.builder().withOptimization(Optimizations.batching()).build(place, () -> rates);
  }

  /** The same bucket for questions that what is remembered answers; for nothing else. */
  Bucket remembered(Place place, BucketConfiguration rates) {
    return swaps.builder().build(place, () -> rates);
  }

  @Override
  public void close() {
    nodes.close();
  }

  /** The swaps that bucket4j asks for, as commands for a node. */
  private static final class Swaps extends AbstractCompareAndSwapBasedProxyManager<Place> {

    private static final ExpirationAfterWriteStrategy UNTIL_FULL =
        ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(KEPT_WHEN_FULL);

    private final TimeMeter clock;
    private final Duration patience;
    private final Told told;

    Swaps(TimeMeter clock, Duration patience, Told told) {
      super(ClientSideConfig.getDefault().withClientClock(clock));
      this.clock = clock;
      this.patience = patience;
      this.told = told;
    }

    @Override
    protected CompareAndSwapOperation beginCompareAndSwapOperation(Place place) {
      long deadline = System.nanoTime() + patience.toNanos();
      return new CompareAndSwapOperation() {
        @Override
        public Optional<byte[]> getStateData(Optional<Long> timeoutNanos) {
          return Optional.of(place.seen).filter(seen -> seen.length > 0);
        }

        @Override
        public boolean compareAndSwap(
            byte[] before, byte[] after, RemoteBucketState state, Optional<Long> timeoutNanos) {
          long left = deadline - System.nanoTime();
          if (left <= 0) {
            throw new Silence("others were faster for " + patience);
          }
          long ttlMs = UNTIL_FULL.calculateTimeToLiveMillis(state, clock.currentTimeNanos());
          List<Object> arguments =
              List.of(before == null ? NOTHING : before, after, Math.max(1, ttlMs));
          Command swap = new Command.Eval(SWAP, List.of(place.key), arguments);
          return swapped(place, after, place.node.call(swap, Duration.ofNanos(left)));
        }
      };
    }

    private boolean swapped(Place place, byte[] after, Reply reply) {
      return switch (reply) {
        case Reply.Answered(Long one) -> {
          place.seen = after;
          yield true;
        }
        case Reply.Answered(byte[] held) -> {
          place.seen = held;
          yield false;
        }
        case Reply.Answered(Object strange) -> throw new Silence("not an answer of this script");
        case Reply.Failed(String code, String message) -> {
          told.refused(place.node.name(), code, message);
          throw new Silence(message);
        }
        case Reply.Refused(String reason) -> throw new Silence(reason);
        case Reply.Lost(String reason) -> throw new Silence(reason);
      };
    }

    @Override
    public boolean isExpireAfterWriteSupported() {
      return true;
    }

    @Override
    public boolean isAsyncModeSupported() {
      return false;
    }

    @Override
    protected AsyncCompareAndSwapOperation beginAsyncCompareAndSwapOperation(Place place) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected CompletableFuture<Void> removeAsync(Place place) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void removeProxy(Place place) {
      throw new UnsupportedOperationException("a bucket goes when it is full");
    }
  }

  /** Tells why limits are not shared, once while it lasts. */
  private static final class Told implements NodeListener {

    private final Events events;
    private final Set<String> away = ConcurrentHashMap.newKeySet();
    private final Set<String> refusals = ConcurrentHashMap.newKeySet();

    Told(Events events) {
      this.events = events;
    }

    @Override
    public void connected(String node, String runId, String version) {
      away.remove(node);
    }

    @Override
    public void connectionFailed(String node, ConnectFault fault, String detail) {
      if (away.add(node)) {
        events.warn(
            Event.DB_CONNECT_FAILURE,
            "limits are not shared meanwhile: " + detail,
            "node",
            node,
            "reason",
            fault.label());
      }
    }

    /** A user without permission, say, or no memory. */
    void refused(String node, String code, String message) {
      if (refusals.add(node + " " + code)) {
        events.warn(Event.CONFIG, "limits are not shared: " + message, "node", node);
      }
    }
  }
}
