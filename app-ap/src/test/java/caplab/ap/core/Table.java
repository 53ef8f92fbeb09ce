package caplab.ap.core;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.protocol.Event;
import caplab.protocol.Replica;
import caplab.protocol.Step;
import caplab.sim.SimulatedLoop;
import caplab.sim.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Three nodes on a table, moved by hand: for schedules that random ones miss. Every message takes a
 * millisecond and arrives.
 */
final class Table {

  static final String G1 = "db_g1";
  static final String G2 = "db_g2";
  static final String G3 = "db_g3";

  final Rules rules;
  final SortedMap<String, InMemoryReplica> nodes = new TreeMap<>();
  InstanceMemory memory;
  private final SortedMap<String, Integer> runs = new TreeMap<>();
  private final SortedMap<String, Long> offsets = new TreeMap<>();
  private Consumer<Request> watcher = request -> {};
  private final World world = new World(1);
  private final SortedMap<String, Replica<Request, Reply>> wires = new TreeMap<>();
  private SimulatedLoop loop;
  private final SplittableRandom random = new SplittableRandom(1);

  Table(Rules rules) {
    this.rules = rules;
    world.runUntil(1_000);
    restart();
    for (String name : List.of(G1, G2, G3)) {
      wires.put(name, new Wire(name));
      nodes.put(name, rules.replica(name));
      runs.put(name, 1);
      offsets.put(name, 0L);
      enter(name, true);
    }
  }

  /** The instance starts anew: what it remembered is gone. */
  void restart() {
    restart(0);
  }

  /** So does one whose clock is ahead by so many milliseconds, or behind. */
  void restart(long skewMs) {
    loop = new SimulatedLoop(world, skewMs);
    SortedSet<String> names = new TreeSet<>(List.of(G1, G2, G3));
    memory = rules.memory(names, loop::wallMs, random::nextLong);
  }

  /** A node's clock is set. */
  void stepClock(String node, long us) {
    offsets.merge(node, us, Long::sum);
  }

  /** Lets somebody act just before a request is carried out. */
  void before(Consumer<Request> then) {
    watcher = then;
  }

  /** A schedule holds with all rules, and fails without one: that is what the rule is for. */
  static void proves(Predicate<Table> schedule, Rules without) {
    assertThat(schedule.test(new Table(new Rules()))).as("with all rules").isTrue();
    assertThat(schedule.test(new Table(without))).as("without the rule").isFalse();
  }

  /** Whether every node holds this value of the key alone. */
  boolean everywhere(String key, String value) {
    return nodes.keySet().stream().allMatch(node -> values(node, key).equals(List.of(value)));
  }

  Reply ask(String node, Request request) {
    pass(1_000);
    return arrived(node, request);
  }

  private Reply arrived(String node, Request request) {
    watcher.accept(request);
    Reply reply =
        nodes
            .get(node)
            .on(rules.request(request), node + runs.get(node), timeUs() + offsets.get(node));
    return rules.reply(request, reply);
  }

  /** A node as protocols ask it. */
  private final class Wire implements Replica<Request, Reply> {
    private final String node;

    Wire(String node) {
      this.node = node;
    }

    @Override
    public String name() {
      return node;
    }

    @Override
    public void ask(Request request, long timeoutMs, Consumer<Event<Reply>> callback) {
      world.in(1, () -> callback.accept(new Event.Answered<>(node, arrived(node, request))));
    }
  }

  /** A new life, for a node that waits for nobody if {@code ready}. */
  void enter(String node, boolean ready) {
    String was = nodes.get(node).standing().incarnation();
    Request.Enter drawn = memory.enter(node, was);
    ask(node, new Request.Enter(was, drawn.incarnation(), ready));
    memory.learn(life(node));
  }

  void wipe(String node) {
    nodes.get(node).wipe();
    enter(node, false);
  }

  /** A node restarts with an old disk. */
  void oldDisk(String node, InMemoryReplica disk) {
    nodes.get(node).restore(disk);
    runs.merge(node, 1, Integer::sum);
  }

  long timeUs() {
    return (long) (world.now() * 1_000);
  }

  long nowMs() {
    return (long) world.now();
  }

  /** Puts a node as it is in the place of the one of its name. */
  void take(InMemoryReplica node) {
    nodes.get(node.name()).restore(node);
    runs.put(node.name(), Integer.parseInt(node.standing().run().substring(node.name().length())));
    pass(Math.max(0, node.standing().sinceUs() - timeUs()));
    memory.learn(node.standing().lives());
  }

  /** Every link takes a turn. */
  void shipAll() {
    for (String source : nodes.keySet()) {
      nodes.keySet().stream()
          .filter(target -> !target.equals(source))
          .forEach(target -> ship(source, target));
    }
  }

  void pass(long us) {
    world.runUntil(world.now() + us / 1_000.0);
  }

  String life(String node) {
    return nodes.get(node).standing().incarnation();
  }

  KeyState state(String node, String key) {
    return nodes.get(node).state(key);
  }

  List<String> values(String node, String key) {
    return state(node, key).values().stream().map(KeyState.Sibling::value).toList();
  }

  Request.Write write(String key, Optional<String> value, Optional<KeyState> read) {
    return new Request.Write(
        key,
        value,
        memory.id(),
        memory.tick(),
        read.map(KeyState::context),
        VersionVector.NONE,
        read.map(KeyState::known).orElseGet(TreeSet::new),
        Long.MAX_VALUE,
        KeyState.Limit.DEFAULT);
  }

  /** The same as an instance begins it, at these nodes in order. */
  Step<Request, Reply, Outcome> write(Request.Write write, String... nodes) {
    return Write.start(write, List.of(nodes), memory, 1_000, nowMs(), nowMs() + 3_000);
  }

  /** A change by a session that was shown this of the key, and names no context. */
  Request.Write inSession(String key, Optional<String> value, KeyState read) {
    SessionToken.Context shown = rules.shown(SessionToken.Context.of(read));
    return new Request.Write(
        key,
        value,
        memory.id(),
        memory.tick(),
        Optional.empty(),
        shown.vector(),
        shown.ids(),
        Long.MAX_VALUE,
        KeyState.Limit.DEFAULT);
  }

  Reply.Wrote put(String node, String key, String value) {
    return (Reply.Wrote) ask(node, write(key, Optional.of(value), Optional.empty()));
  }

  Reply.Wrote delete(String node, String key) {
    return (Reply.Wrote) ask(node, write(key, Optional.empty(), Optional.empty()));
  }

  /** One turn of a link. */
  Shipping.Turn ship(String source, String target) {
    return run(
        Shipping.start(source, target, VersionVector.NONE, memory, 100, false, 1_000, nowMs()));
  }

  AntiEntropy.Result resync(String source, String target) {
    return run(Resync.start(source, target, memory, 10, 1_000));
  }

  AntiEntropy.Result exchange(String source, String target) {
    return run(Exchange.start(source, target, memory, 10, 1_000));
  }

  /** Reads a key's state at one node, to be merged into another when the result is run. */
  Runnable repair(String source, String target, String key) {
    Reply.States read = (Reply.States) ask(source, new Request.Fetch(life(source), List.of(key)));
    Request.Merge merge =
        new Request.Merge(life(target), read.incarnation(), read.states(), read.seen());
    return () -> ask(target, merge);
  }

  /** A read at one node by a session. */
  Outcome.Found read(String node, String key, VersionVector token) {
    Read.Wish wish =
        new Read.Wish(Read.Level.ONE, OptionalLong.empty(), false, rules.asked(token), false);
    return (Outcome.Found)
        run(Read.start(key, wish, List.of(node), memory, 1_000, nowMs(), nowMs() + 10_000));
  }

  void collect(String node) {
    SortedSet<String> others = new TreeSet<>(nodes.keySet());
    others.remove(node);
    ask(node, new Request.Collect(life(node), 100, others, VersionVector.NONE));
  }

  /** Tombstones go at every node by somebody who has asked all of them how they stand. */
  void collectKnowingAll() {
    SortedMap<String, Reply.Greeting> members = members();
    for (String node : nodes.keySet()) {
      StalenessBound.Pulse pulse =
          new StalenessBound.Pulse(members.get(node).timeUs(), nowMs(), nowMs());
      Reply.Greeting found = members.get(node);
      memory.learn(found.lives());
      memory.hear(node, found.incarnation(), found.epoch(), pulse);
      Upkeep.due(node, found, members, memory, 100).forEach(request -> ask(node, request));
    }
  }

  /** How every node stands. */
  SortedMap<String, Reply.Greeting> members() {
    SortedMap<String, Reply.Greeting> members = new TreeMap<>();
    nodes
        .keySet()
        .forEach(node -> members.put(node, (Reply.Greeting) ask(node, new Request.Status())));
    return members;
  }

  /** Every pair linked, time passes, tombstones go, as often as it takes. */
  void settle() {
    for (int turn = 0; turn < 4; turn++) {
      for (String source : nodes.keySet()) {
        for (String target : nodes.keySet()) {
          if (!source.equals(target) && ship(source, target) instanceof Shipping.Gap) {
            resync(source, target);
          }
        }
      }
      pass(WriteId.GRACE_US);
      nodes.keySet().forEach(this::collect);
    }
  }

  /** Carries a protocol out. */
  <O> O run(Step<Request, Reply, O> first) {
    List<O> outcomes = new ArrayList<>();
    // A fault of the protocol ends the test: the loop throws it.
    loop.execute(() -> loop.run(first, wires, () -> null, outcomes::add));
    while (outcomes.isEmpty()) {
      pass(1_000);
    }
    return outcomes.getFirst();
  }
}
