package caplab.ap.shell;

import caplab.ap.core.AntiEntropy;
import caplab.ap.core.Exchange;
import caplab.ap.core.InstanceMemory;
import caplab.ap.core.Outcome;
import caplab.ap.core.Reply;
import caplab.ap.core.Request;
import caplab.ap.core.Resync;
import caplab.ap.core.VersionVector;
import caplab.protocol.EventLoop;
import caplab.protocol.Repeating;
import caplab.protocol.Replica;
import caplab.protocol.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Brings the nodes together again without being asked: a link per ordered pair of nodes, resyncs
 * where logs cannot level them, digest exchanges, and the upkeep of each node. Any number of
 * instances may do it at once: every step compares before it acts.
 */
final class ApHealing {

  private static final int EXCHANGE_MS = 15_000;

  private final EventLoop loop;
  private final ApShell.Nodes nodes;
  private final ApShell.Rules rules;
  private final InstanceMemory memory;
  private final ApListener listener;
  private final Map<String, Replica<Request, Reply>> replicas = new TreeMap<>();
  private final ApSightings sightings;
  private final SequencedMap<String, Heartbeat> heartbeats = new LinkedHashMap<>();
  private final Pacemaker pacemaker;
  private final List<ReplicationLink> links = new ArrayList<>();
  private final List<Repeating> others = new ArrayList<>();
  private long looks;

  ApHealing(
      EventLoop loop,
      ApShell.Nodes nodes,
      ApShell.Rules rules,
      InstanceMemory memory,
      ApListener listener) {
    this.loop = loop;
    this.nodes = nodes;
    this.rules = rules;
    this.memory = memory;
    this.listener = listener;
    sightings = new ApSightings(nodes.breakers().keySet(), memory, loop::nowMs);
    for (String node : nodes.breakers().keySet()) {
      replicas.put(node, attentive(nodes.patient(node)));
    }
    for (String node : new TreeSet<>(nodes.breakers().keySet())) {
      heartbeats.put(node, new Heartbeat(node, this));
    }
    pacemaker = new Pacemaker(loop, List.copyOf(heartbeats.values()));
    for (Heartbeat target : heartbeats.values()) {
      for (String source : sightings.others(target.node())) {
        ReplicationLink link = new ReplicationLink(heartbeats.get(source), target, this, pacemaker);
        target.add(link);
        links.add(link);
      }
    }
  }

  /** Begins the work in the background. */
  void start() {
    pacemaker.start();
    for (Heartbeat heartbeat : heartbeats.values()) {
      Repeating upkeep = new Repeating(loop, new NodeUpkeep(heartbeat, this)::look);
      others.add(upkeep);
      upkeep.nudge();
    }
    if (nodes.breakers().size() > 1) {
      Repeating exchange = new Repeating(loop, this::exchange);
      others.add(exchange);
      exchange.startIn(exchangePauseMs());
    }
  }

  /** Hears of a write: the links from its node have something to ship. */
  void wrote(Outcome.Written written) {
    written.reply().dot().ifPresent(dot -> listener.logged(written.node(), dot));
    for (ReplicationLink link : links) {
      if (link.source().equals(written.node())) {
        link.wrote();
      }
    }
  }

  /** A node that is heard when it begins a new life at our request, in whatever protocol. */
  Replica<Request, Reply> attentive(Replica<Request, Reply> node) {
    return new AttentiveReplica<>(loop, node, Request.Enter.class, this::entered);
  }

  private void entered(Request.Enter enter, String node, Reply reply) {
    if (reply instanceof Reply.Greeting greeting) {
      boolean known = !enter.was().isEmpty() || memory.lives().of(node).isPresent();
      memory.learn(enter.incarnation());
      sightings.saw(node, greeting);
      listener.entered(enter, known);
    }
  }

  /** Where a node should be, a server answers that holds another one's data. */
  void misplaced(String node, String holder) {
    if (sightings.misplaced(node, holder)) {
      listener.misplaced(node, holder);
    }
  }

  EventLoop loop() {
    return loop;
  }

  /** The number of a look at a node that begins now. */
  long nextLook() {
    return ++looks;
  }

  /** The number of the look that began last. */
  long looks() {
    return looks;
  }

  /** A node did not answer a look: what it is asked next may lie behind what it never did. */
  void unanswered(String node) {
    links.stream().filter(link -> link.source().equals(node)).forEach(ReplicationLink::silent);
  }

  /** Whether this instance renews watermarks, see {@link Pacemaker}. */
  boolean renews() {
    return pacemaker.active();
  }

  /** This instance's name among those that may renew watermarks. */
  String renewer() {
    return pacemaker.name();
  }

  ApShell.Rules rules() {
    return rules;
  }

  InstanceMemory memory() {
    return memory;
  }

  ApListener listener() {
    return listener;
  }

  /** What was seen of the nodes last. */
  ApSightings sightings() {
    return sightings;
  }

  /** How many nodes there are. */
  int size() {
    return nodes.breakers().size();
  }

  boolean reachable(String node) {
    return !nodes.silent(node);
  }

  /**
   * What nodes that can be reached have of their own lives, source and target left out: the links
   * from there bring it, by their logs where these still have it.
   */
  VersionVector coming(String source, String target) {
    return VersionVector.all(
        nodes.breakers().keySet().stream()
            .filter(node -> !node.equals(source) && !node.equals(target) && reachable(node))
            .flatMap(node -> sightings.of(node).stream().map(greeting -> greeting.seen().of(node)))
            .toList());
  }

  /** Carries a protocol out, through the breakers. */
  <O> void run(Step<Request, Reply, O> first, Supplier<O> otherwise, Consumer<? super O> then) {
    loop.run(first, replicas, otherwise, then);
  }

  /** Levels the target with the source key by key; tells whether it came to its end. */
  void resync(String source, String target, String reason, Consumer<Boolean> then) {
    run(
        Resync.start(source, target, memory, rules.page(), rules.patienceMs()),
        () -> new AntiEntropy.Interrupted(source, "a defect"),
        result -> {
          if (result instanceof Resync.Resynced resynced) {
            listener.resynced(source, target, reason, resynced);
          }
          then.accept(result instanceof Resync.Resynced);
        });
  }

  private double exchangePauseMs() {
    return loop.random().nextInt(EXCHANGE_MS / 2, EXCHANGE_MS);
  }

  private void exchange(Repeating.Turn turn) {
    List<String> names = List.copyOf(nodes.breakers().keySet());
    String source = names.get(loop.random().nextInt(names.size()));
    String target = names.get(loop.random().nextInt(names.size()));
    boolean off = !rules.exchanges().getAsBoolean();
    if (off || source.equals(target) || nodes.silent(source) || nodes.silent(target)) {
      turn.rest(exchangePauseMs());
      return;
    }
    run(
        Exchange.start(source, target, memory, rules.page(), rules.patienceMs()),
        () -> new AntiEntropy.Interrupted(source, "a defect"),
        turn.then(result -> {
          if (result instanceof Exchange.Exchanged(int keys, int found)) {
            listener.repaired(found);
          }
          turn.rest(exchangePauseMs());
        }));
  }

  /**
   * One request; a node that is strange begins a new life first. Tells what it answered, {@link
   * SingleRequest.Unanswered} if nothing.
   */
  void ask(String node, Request request, Consumer<SingleRequest.Result> then) {
    run(
        SingleRequest.start(node, request, memory, rules.patienceMs()),
        SingleRequest.Unanswered::new,
        then);
  }

  /** Entries not yet applied, by link. */
  SortedMap<String, Long> lags() {
    SortedMap<String, Long> lags = new TreeMap<>();
    links.forEach(link -> lags.put(link.source() + " -> " + link.target(), link.lag()));
    return lags;
  }

  /** Stops, after every link had one more turn; then tells. */
  void close(Runnable then) {
    others.forEach(Repeating::stop);
    pacemaker.stop();
    heartbeats.values().forEach(Heartbeat::stop);
    int[] left = {links.size()};
    if (left[0] == 0) {
      then.run();
    }
    for (ReplicationLink link : links) {
      link.flush(() -> {
        left[0]--;
        if (left[0] == 0) {
          then.run();
        }
      });
    }
  }
}
