package caplab.ap;

import caplab.ap.core.Dot;
import caplab.ap.core.Incarnations;
import caplab.ap.core.InstanceMemory;
import caplab.ap.core.Outcome;
import caplab.ap.core.Reply;
import caplab.ap.core.Request;
import caplab.ap.core.Resync;
import caplab.ap.core.Shipping;
import caplab.ap.core.StalenessBound;
import caplab.node.Breaker;
import caplab.node.Command;
import caplab.node.Node;
import caplab.observe.Event;
import caplab.observe.Events;
import caplab.protocol.Driver;
import caplab.protocol.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Brings the nodes together again without being asked: a link per ordered pair of nodes, resyncs
 * where logs cannot level them, digest exchanges, and the housekeeping of each node. Any number of
 * instances may do it at once: every step compares before it acts.
 *
 * <p>Longer than other files: all that happens without being asked stands here, in one place.
 */
final class ApHealing implements AutoCloseable {

  private static final long HOUSEKEEPING_MS = 1_000;
  private static final long EXCHANGE_MS = 15_000;
  private static final int PAGE = 32;
  private static final int TOMBSTONES_MOST = 200;

  private final SequencedMap<String, Node> nodes;
  private final Map<String, RedisReplica> replicas;
  private final InstanceMemory memory;
  private final Driver driver;
  private final LongSupplier nowMs;
  private final ApConfig config;
  private final ApMetrics metrics;
  private final Events events;
  private final Duration patience;
  private final ApSightings sightings;
  private final List<ApWatch> links = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean closed;

  /**
   * @param replicas filled before {@link #start}
   */
  ApHealing(
      SequencedMap<String, Node> nodes,
      Map<String, RedisReplica> replicas,
      InstanceMemory memory,
      Driver driver,
      LongSupplier nowMs,
      ApConfig config,
      ApMetrics metrics,
      Events events) {
    this.nodes = nodes;
    this.replicas = replicas;
    this.memory = memory;
    this.driver = driver;
    this.nowMs = nowMs;
    this.config = config;
    this.metrics = metrics;
    this.events = events;
    sightings = new ApSightings(nodes.keySet(), memory, nowMs);
    patience = config.common().nodeSettings().networkTimeout();
    for (String source : nodes.keySet()) {
      metrics.watchStaleness(source, () -> sightings.boundMs(source));
      for (String target : nodes.keySet()) {
        if (!source.equals(target)) {
          links.add(new ApWatch(source, target, this, metrics));
        }
      }
    }
  }

  /** Begins the work in the background. */
  void start() {
    links.forEach(link -> begin("link-" + link.source() + "-" + link.target(), link::run));
    nodes.keySet().forEach(node -> begin("house-" + node, () -> keepHouse(node)));
    if (nodes.size() > 1) {
      begin("exchange", this::exchange);
    }
  }

  private void begin(String name, Runnable work) {
    threads.add(Thread.ofVirtual().name(name).start(work));
  }

  /** Hears of a write: the links from its node have something to ship. */
  void wrote(Outcome.Written written) {
    for (ApWatch link : links) {
      if (link.source().equals(written.node())) {
        link.wrote(written.reply().dot());
      }
    }
  }

  /** Hears that a node began a new life at our request. */
  void entered(Request.Enter enter, Reply.Greeting greeting) {
    String node = Dot.node(enter.incarnation());
    boolean known = !enter.was().isEmpty() || memory.lives().of(node).isPresent();
    memory.learn(enter.incarnation());
    sightings.saw(node, greeting);
    if (known) {
      events.warn(
          Event.NODE_QUARANTINED,
          "a node lost its data or was restarted: it serves under a new incarnation and states no"
              + " bound until it is resynced",
          "node",
          node,
          "was",
          enter.was(),
          "incarnation",
          enter.incarnation());
    } else {
      events.info(
          Event.CONFIG,
          "a node begins its first life",
          "node",
          node,
          "incarnation",
          enter.incarnation());
    }
  }

  /** What was seen of the nodes last. */
  ApSightings sightings() {
    return sightings;
  }

  boolean closed() {
    return closed;
  }

  boolean reachable(String node) {
    return nodes.get(node).breaker().state() != Breaker.State.OPEN;
  }

  long nowMs() {
    return nowMs.getAsLong();
  }

  /** One turn of a link. */
  Shipping.Turn turn(String source, String target, int most, boolean knock) {
    Shipping.Turn turn =
        run(Shipping.start(source, target, memory, most, knock, patience.toMillis(), nowMs()));
    if (turn instanceof Shipping.Shipped shipped) {
      sightings.saw(target, shipped.target());
    }
    return turn;
  }

  /** Levels the target with the source key by key; whether it came to its end. */
  boolean resync(String source, String target, String reason) {
    Resync.Result result = run(Resync.resync(source, target, memory, PAGE, patience.toMillis()));
    if (result instanceof Resync.Resynced(int keys, int changed, int dropped)) {
      metrics.resynced();
      events.info(
          Event.RESYNC,
          "a node was resynced",
          "source",
          source,
          "target",
          target,
          "reason",
          reason,
          "keys",
          keys,
          "changed",
          changed,
          "dropped",
          dropped);
      return true;
    }
    return false;
  }

  private <O> O run(Step<Request, Reply, O> first) {
    return driver.run(first, replicas, new Object());
  }

  private void exchange() {
    List<String> names = new ArrayList<>(nodes.keySet());
    while (rest(ThreadLocalRandom.current().nextLong(EXCHANGE_MS / 2, EXCHANGE_MS))) {
      String source = names.get(ThreadLocalRandom.current().nextInt(names.size()));
      String target = names.get(ThreadLocalRandom.current().nextInt(names.size()));
      if (source.equals(target) || !reachable(source) || !reachable(target)) {
        continue;
      }
      switch (run(Resync.exchange(source, target, memory, PAGE, patience.toMillis()))) {
        case Resync.Exchanged(int keys, int found) -> metrics.repaired(found);
        case Resync.Distrusted(String node, String incarnation, int missing) ->
            ask(node, memory.enter(node, incarnation, true));
        case Resync.Resynced resynced -> metrics.resynced();
        case Resync.Interrupted interrupted -> {}
      }
    }
  }

  private void keepHouse(String node) {
    do {
      lookAt(node);
    } while (rest(HOUSEKEEPING_MS));
  }

  private void lookAt(String node) {
    long askedMs = nowMs();
    if (reachable(node) && ask(node, new Request.Status()) instanceof Reply.Greeting greeting) {
      StalenessBound.Pulse pulse = new StalenessBound.Pulse(greeting.timeUs(), askedMs, nowMs());
      sightings.saw(node, greeting);
      trim(node, greeting);
      for (Request due :
          Shipping.upkeep(node, greeting, pulse, sightings.all(), memory, TOMBSTONES_MOST)) {
        if (ask(node, due) instanceof Reply.Greeting raised) {
          sightings.saw(node, raised);
        }
      }
    }
  }

  /** Behind the slowest cursor; beyond the caps whoever lags is resynced. */
  private void trim(String node, Reply.Greeting greeting) {
    String life = greeting.incarnation();
    long end = greeting.seen().at(life);
    List<Reply.Greeting> others =
        sightings.others(node).stream().flatMap(other -> sightings.of(other).stream()).toList();
    long slowest = Math.min(end, Incarnations.slowest(life, others, nodes.size() - 1));
    long entries = greeting.first() == 0 ? 0 : end - greeting.first() + 1;
    if (entries > 0) {
      ask(
          node,
          new Request.Trim(
              life, slowest, Math.min(config.logEntriesMost(), fitting(node, entries))));
    }
  }

  /** How many of the newest entries fit {@code AP_LOG_CAP_BYTES}. */
  private long fitting(String node, long entries) {
    caplab.node.Reply reply =
        nodes
            .get(node)
            .call(new Command.Plain("MEMORY", List.of("USAGE", RedisReplica.LOG)), patience);
    return reply instanceof caplab.node.Reply.Answered(Object value)
            && value instanceof Long bytes
            && bytes > config.logBytesMost()
        ? Math.max(1, (long) ((double) entries * config.logBytesMost() / bytes))
        : entries;
  }

  private Reply ask(String node, Request request) {
    caplab.node.Reply reply = nodes.get(node).call(RedisReplica.command(request), patience);
    Reply answer =
        reply instanceof caplab.node.Reply.Answered(Object value)
            ? RedisReply.of(request, value)
            : new Reply.Late(0);
    if (request instanceof Request.Enter enter && answer instanceof Reply.Greeting greeting) {
      entered(enter, greeting);
    }
    if (answer instanceof Reply.Strange(String was) && !(request instanceof Request.Enter)) {
      return ask(node, memory.enter(node, was, false));
    }
    return answer;
  }

  private boolean rest(long ms) {
    try {
      TimeUnit.MILLISECONDS.sleep(ms);
      return !closed;
    } catch (InterruptedException e) {
      return false;
    }
  }

  /** Entries not yet applied, per link. */
  Map<String, Object> lags() {
    Map<String, Object> lags = new TreeMap<>();
    links.forEach(link -> lags.put(link.source() + " -> " + link.target(), link.lag()));
    return lags;
  }

  /** Stops, after every link had one more turn. */
  @Override
  public void close() {
    closed = true;
    List<Thread> last = links.stream().map(link -> Thread.startVirtualThread(link::flush)).toList();
    try {
      for (Thread thread : last) {
        thread.join(patience);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    threads.forEach(Thread::interrupt);
  }
}
