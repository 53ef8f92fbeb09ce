package caplab.cp.core;

import caplab.protocol.Event;
import caplab.protocol.Phase;
import caplab.protocol.Step;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;

/** Nodes and protocols driven by hand: a directed schedule says which message arrives where. */
final class Bench {

  /** A message that was sent and has not arrived. */
  record Late(String node, Request request) {}

  static final long PATIENCE_MS = 10;
  private static final long DEADLINE_MS = 40;

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
    Step<Request, Reply, O> step = first;
    while (true) {
      switch (step) {
        case Step.Done<Request, Reply, O>(O outcome) -> {
          return outcome;
        }
        case Step.Pause<Request, Reply, O>(long most, var then) -> {
          now += most;
          step = then.on(new Event.Timeout<>(), now);
        }
        case Step.Ask<Request, Reply, O>(var messages, long patience, var then) ->
            step = exchange(messages, patience, then, delivered);
        case Step.Stay<Request, Reply, O> ignored ->
            throw new IllegalStateException("nothing to wait for");
      }
    }
  }

  private <O> Step<Request, Reply, O> exchange(
      Map<String, Request> messages,
      long patience,
      Phase<Request, Reply, O> waiting,
      BiPredicate<String, Request> delivered) {
    Phase<Request, Reply, O> phase = waiting;
    Step<Request, Reply, O> decided = null;
    for (Map.Entry<String, Request> message : messages.entrySet()) {
      if (!delivered.test(message.getKey(), message.getValue())) {
        late.add(new Late(message.getKey(), message.getValue()));
        continue;
      }
      Reply reply = nodes.get(message.getKey()).handle(message.getValue());
      if (decided == null) {
        Step<Request, Reply, O> next = phase.on(new Event.Answered<>(message.getKey(), reply), now);
        if (next instanceof Step.Stay<Request, Reply, O>(var then)) {
          phase = then;
        } else {
          decided = next;
        }
      }
    }
    if (decided != null) {
      return decided;
    }
    now += patience;
    return phase.on(new Event.Timeout<>(), now);
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
    return run(Write.resume(memory, job, first, true, now), at(all()));
  }

  Outcome read(ProposerMemory memory, Collection<String> reachable) {
    return run(new Read(memory, "k:x", PATIENCE_MS, now + DEADLINE_MS).start(now), at(reachable));
  }

  Outcome settle(ProposerMemory memory, Outcome.Unknown unknown) {
    OperationToken token = new OperationToken("k:x", unknown.operation(), unknown.first());
    return run(KeyedWrite.settle(memory, token, PATIENCE_MS, now + DEADLINE_MS, now), at(all()));
  }

  KeyedWrite.Claim claim(
      ProposerMemory memory, KeyedWrite.Keyed keyed, long version, Collection<String> reachable) {
    return run(
        KeyedWrite.claim(
            memory, keyed, version, "c" + ++drawn, PATIENCE_MS, now + DEADLINE_MS, now),
        at(reachable));
  }

  NodeSurvey.Report look(ProposerMemory memory, BiPredicate<String, Request> delivered) {
    return run(
        NodeSurvey.of(memory, List.copyOf(all()), "d" + ++drawn, PATIENCE_MS).start(), delivered);
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

  static RegisterState state(Outcome outcome) {
    return ((Outcome.Value) outcome).state();
  }
}
