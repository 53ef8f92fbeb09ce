package caplab.cp.core;

import caplab.protocol.Event;
import caplab.protocol.Replica;
import caplab.protocol.Step;
import caplab.sim.SimulatedLoop;
import caplab.sim.World;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Consumer;

/** Nodes and protocols driven by hand: a directed schedule says which message arrives where. */
final class Bench {

  /** A message that was sent and has not arrived. */
  record Late(String node, Request request) {}

  static final long PATIENCE_MS = 10;
  private static final long DEADLINE_MS = 40;

  /** No protocol lasts longer. */
  private static final long LASTS_MS = 100_000;

  final Map<String, InMemoryAcceptor> nodes = new LinkedHashMap<>();
  final List<Late> late = new ArrayList<>();
  private long now;
  private int drawn;

  Bench(int size) {
    this(size, InMemoryAcceptor::new);
  }

  Bench(int size, BiFunction<String, String, InMemoryAcceptor> node) {
    for (int i = 1; i <= size; i++) {
      nodes.put("n" + i, node.apply("n" + i, "r0"));
    }
  }

  /** A cluster with its first view. */
  static Bench formed(int size) {
    return formed(new Bench(size));
  }

  static Bench formed(Bench bench) {
    bench.heal(new ProposerMemory(999), bench.all());
    return bench;
  }

  Set<String> all() {
    return nodes.keySet();
  }

  /** Carries a protocol out; what is not delivered is lost, or late. */
  <O> O run(Step<Request, Reply, O> first, BiPredicate<String, Request> delivered) {
    Map<String, Replica<Request, Reply>> replicas = new LinkedHashMap<>();
    nodes.forEach((name, node) -> replicas.put(name, new Selective(node, delivered)));
    return run(first, replicas);
  }

  /**
   * Carries a protocol out, in a world of its own that begins now: so another one may be carried
   * out while a message of it is on its way.
   */
  <O> O run(Step<Request, Reply, O> first, Map<String, Replica<Request, Reply>> replicas) {
    World world = new World(++drawn);
    world.runUntil(now);
    SimulatedLoop loop = new SimulatedLoop(world, 0);
    List<O> end = new ArrayList<>();
    loop.execute(() ->
        loop.run(
            first,
            replicas,
            () -> {
              throw new IllegalStateException("a fault ends the simulation");
            },
            end::add));
    while (end.isEmpty() && world.now() < now + LASTS_MS) {
      world.runUntil(world.now() + 1);
    }
    now = Math.max(now, loop.nowMs());
    return end.getFirst();
  }

  /** A node that gets what is delivered to it, at once. */
  private final class Selective implements Replica<Request, Reply> {
    private final InMemoryAcceptor node;
    private final BiPredicate<String, Request> delivered;

    Selective(InMemoryAcceptor node, BiPredicate<String, Request> delivered) {
      this.node = node;
      this.delivered = delivered;
    }

    @Override
    public String name() {
      return node.name();
    }

    @Override
    public void ask(Request request, long timeoutMs, Consumer<Event<Reply>> callback) {
      if (delivered.test(name(), request)) {
        node.ask(request, timeoutMs, callback);
      } else {
        late.add(new Late(name(), request));
      }
    }
  }

  private static BiPredicate<String, Request> at(Collection<String> reachable) {
    return (node, request) -> reachable.contains(node);
  }

  static Set<String> only(String... nodes) {
    return Set.of(nodes);
  }

  Outcome put(
      ProposerMemory memory, String id, String value, BiPredicate<String, Request> delivered) {
    return change(memory, id, new Change.Put(value, new Change.Always()), delivered);
  }

  Outcome put(ProposerMemory memory, String value, Collection<String> reachable) {
    return put(memory, "id-" + value, value, at(reachable));
  }

  Outcome change(
      ProposerMemory memory, String id, Change change, BiPredicate<String, Request> delivered) {
    Write.Job job = new Write.Job("k:x", id, change, PATIENCE_MS, now + DEADLINE_MS);
    return run(Write.start(memory, job, now), delivered);
  }

  Outcome resume(ProposerMemory memory, String id, String value, long first) {
    Change change = new Change.Put(value, new Change.Always());
    Write.Job job = new Write.Job("k:x", id, change, PATIENCE_MS, now + DEADLINE_MS);
    return run(Write.resume(memory, job, first, now), at(all()));
  }

  /** One attempt of a keyed write. */
  Outcome attempt(
      ProposerMemory memory,
      KeyedWrite.Claimed claim,
      Change change,
      Collection<String> reachable) {
    Write.Job job = new Write.Job("k:x", claim.operation(), change, PATIENCE_MS, now + DEADLINE_MS);
    return run(Write.resume(memory, job, claim.first(), now), at(reachable));
  }

  Outcome read(ProposerMemory memory, Collection<String> reachable) {
    return run(new Read(memory, "k:x", PATIENCE_MS, now + DEADLINE_MS).start(now), at(reachable));
  }

  Outcome settle(ProposerMemory memory, Outcome.Unknown unknown) {
    return settle(memory, unknown.operation(), unknown.first());
  }

  Outcome settle(ProposerMemory memory, String operation, long first) {
    OperationToken token = new OperationToken("k:x", operation, first);
    return run(token.settle(memory, PATIENCE_MS, now + DEADLINE_MS, now), at(all()));
  }

  KeyedWrite.Claim claim(
      ProposerMemory memory, KeyedWrite.Keyed keyed, long first, Collection<String> reachable) {
    return claim(memory, keyed, first, at(reachable));
  }

  KeyedWrite.Claim claim(
      ProposerMemory memory,
      KeyedWrite.Keyed keyed,
      long first,
      BiPredicate<String, Request> delivered) {
    RegisterState before = new RegisterState(first, Optional.empty(), OperationWindow.EMPTY);
    Optional<KeyedWrite.Claimed> mine = Optional.of(keyed.claimed(memory, before));
    return run(
        KeyedWrite.claim(memory, keyed, mine, PATIENCE_MS, now + DEADLINE_MS, now), delivered);
  }

  NodeSurvey.Report look(ProposerMemory memory, BiPredicate<String, Request> delivered) {
    NodeSurvey.Report report =
        run(
            new NodeSurvey(memory, List.copyOf(all()), "d" + ++drawn, PATIENCE_MS).start(),
            delivered);
    report.refill().ifPresent(refill -> run(refill.start(), delivered));
    return report;
  }

  /** Looks until nothing moves any more. */
  NodeSurvey.Report heal(ProposerMemory memory, Collection<String> reachable) {
    NodeSurvey.Report report = look(memory, at(reachable));
    for (int i = 0; i < 20 && report.finding() != NodeSurvey.Finding.HEALTHY; i++) {
      report = look(memory, at(reachable));
    }
    return report;
  }

  /** Delivers what is late, if it fits. */
  List<Reply> arrive(BiPredicate<String, Request> which) {
    List<Late> chosen = late.stream().filter(it -> which.test(it.node(), it.request())).toList();
    late.removeAll(chosen);
    return chosen.stream().map(it -> nodes.get(it.node()).handle(it.request())).toList();
  }

  void restart(String node) {
    InMemoryAcceptor replica = nodes.get(node);
    replica.restart(node + "s" + ++drawn, replica.disk());
  }

  /** Another instance, that has met the view. */
  static ProposerMemory known(Bench bench, long proposer) {
    ProposerMemory memory = new ProposerMemory(proposer);
    bench.nodes.values().stream()
        .flatMap(it -> it.standing().record().stream())
        .map(NodeRecord::view)
        .max(Comparator.comparingLong(View::number))
        .ifPresent(memory::learn);
    return memory;
  }

  static RegisterState state(Outcome outcome) {
    return ((Outcome.Value) outcome).state();
  }
}
