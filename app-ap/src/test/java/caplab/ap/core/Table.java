package caplab.ap.core;

import caplab.protocol.Event;
import caplab.protocol.Step;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Three nodes on a table, moved by hand: for schedules that random ones miss. */
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
  private long nowUs = 1_000_000;
  private long numbers;

  Table(Rules rules) {
    this.rules = rules;
    SortedSet<String> names = new TreeSet<>(List.of(G1, G2, G3));
    restart();
    for (String name : names) {
      nodes.put(name, rules.replica(name));
      runs.put(name, 1);
      offsets.put(name, 0L);
      enter(name, true);
    }
  }

  /** The instance starts anew: what it remembered is gone. */
  void restart() {
    SortedSet<String> names = new TreeSet<>(List.of(G1, G2, G3));
    memory = rules.memory(names, () -> nowUs / 1_000, () -> numbers++);
  }

  /** A node's clock is set. */
  void stepClock(String node, long us) {
    offsets.merge(node, us, Long::sum);
  }

  /** Lets somebody act just before a request is carried out. */
  void before(Consumer<Request> then) {
    watcher = then;
  }

  Reply ask(String node, Request request) {
    watcher.accept(request);
    nowUs += 1_000;
    Reply reply =
        nodes
            .get(node)
            .on(rules.request(request), node + runs.get(node), nowUs + offsets.get(node));
    return rules.reply(request, reply);
  }

  /** A new life, for a node that waits for nobody if {@code ready}. */
  void enter(String node, boolean ready) {
    String was = nodes.get(node).standing().incarnation();
    Request.Enter drawn = memory.enter(node, was, false);
    ask(node, new Request.Enter(was, drawn.incarnation(), ready, false));
    memory.learn(life(node));
  }

  void wipe(String node) {
    nodes.get(node).wipe();
    enter(node, false);
  }

  long timeUs() {
    return nowUs;
  }

  /** Puts a node as it is in the place of the one of its name. */
  void take(InMemoryReplica node) {
    nodes.get(node.name()).restore(node);
    runs.put(node.name(), Integer.parseInt(node.standing().run().substring(node.name().length())));
    nowUs = Math.max(nowUs, node.standing().sinceUs());
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
    nowUs += us;
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
        read.map(KeyState::known).orElseGet(TreeSet::new),
        Long.MAX_VALUE);
  }

  Reply.Wrote put(String node, String key, String value) {
    return (Reply.Wrote) ask(node, write(key, Optional.of(value), Optional.empty()));
  }

  Reply.Wrote delete(String node, String key) {
    return (Reply.Wrote) ask(node, write(key, Optional.empty(), Optional.empty()));
  }

  /** One turn of a link. */
  Shipping.Turn ship(String source, String target) {
    return run(Shipping.start(source, target, memory, 100, false, 1_000, nowUs / 1_000));
  }

  Resync.Result resync(String source, String target) {
    return run(Resync.resync(source, target, memory, 10, 1_000));
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
    long nowMs = nowUs / 1_000;
    return (Outcome.Found)
        run(Read.start(key, wish, List.of(node), memory, 1_000, nowMs, nowMs + 10_000));
  }

  void collect(String node) {
    SortedSet<String> others = new TreeSet<>(nodes.keySet());
    others.remove(node);
    ask(node, new Request.Collect(life(node), 100, others, VersionVector.NONE));
  }

  /** Tombstones go at every node by somebody who has asked all of them how they stand. */
  void collectKnowingAll() {
    SortedMap<String, Reply.Greeting> members = new TreeMap<>();
    nodes
        .keySet()
        .forEach(node -> members.put(node, (Reply.Greeting) ask(node, new Request.Status())));
    for (String node : nodes.keySet()) {
      StalenessBound.Pulse pulse =
          new StalenessBound.Pulse(members.get(node).timeUs(), nowUs / 1_000, nowUs / 1_000);
      Shipping.upkeep(node, members.get(node), pulse, members, memory, 100)
          .forEach(request -> ask(node, request));
    }
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

  /** Carries a protocol out; every node answers, in the order of the messages. */
  <O> O run(Step<Request, Reply, O> first) {
    Step<Request, Reply, O> step = first;
    Deque<Event<Reply>> events = new ArrayDeque<>();
    while (true) {
      switch (step) {
        case Step.Done<Request, Reply, O>(O outcome) -> {
          return outcome;
        }
        case Step.Ask<Request, Reply, O> asking -> {
          events.clear();
          Map<String, Request> messages = new TreeMap<>(asking.messages());
          messages.forEach(
              (node, request) -> events.add(new Event.Answered<>(node, ask(node, request))));
          step = asking.then().on(events.remove(), nowUs / 1_000);
        }
        case Step.Stay<Request, Reply, O> stay ->
            step = stay.then().on(events.remove(), nowUs / 1_000);
        case Step.Pause<Request, Reply, O> pause ->
            step = pause.then().on(new Event.Timeout<>(), nowUs / 1_000);
      }
    }
  }
}
