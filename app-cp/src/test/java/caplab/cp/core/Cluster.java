package caplab.cp.core;

import caplab.protocol.Event;
import caplab.protocol.Phase;
import caplab.protocol.Step;
import caplab.sim.World;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Nodes and instances of app-cp in virtual time, with a network that may do anything. */
final class Cluster {

  /** One process of app-cp: what it remembers dies with it. */
  final class Instance {
    final int number;
    ProposerMemory memory;
    int life;
    private long attempts;

    Instance(int number) {
      this.number = number;
      memory = newMemory();
    }

    private ProposerMemory newMemory() {
      return new ProposerMemory(++proposers, settings.proof());
    }

    void crash() {
      life++;
      memory = newMemory();
    }

    String draw() {
      return number + "x" + life + "x" + ++attempts;
    }

    /** Carries a protocol out; the end is never told if the instance crashes before. */
    <O> void run(Step<Request, Reply, O> step, Consumer<O> end) {
      new Driver<>(this, end).take(step);
    }

    NodeSurvey survey() {
      return NodeSurvey.of(memory, names(), draw(), patienceMs);
    }

    /** Looks at the nodes again and again, for as long as it lives. */
    void heal() {
      int mine = life;
      run(
          survey().start(),
          report -> {
            findings.merge(report.finding(), 1, Integer::sum);
            world.in(
                report.again() ? 1 : HEALING_MS * (0.5 + world.random().nextDouble()),
                () -> {
                  if (life == mine) {
                    heal();
                  }
                });
          });
    }
  }

  static final double HEALING_MS = 60;

  final World world;
  final Settings settings;
  final Map<String, InMemoryAcceptor> nodes = new LinkedHashMap<>();
  final List<Instance> instances = new ArrayList<>();
  final Map<NodeSurvey.Finding, Integer> findings =
      new java.util.EnumMap<>(NodeSurvey.Finding.class);

  /** Links that carry nothing: {@code instance node}. */
  final Set<String> cut = new HashSet<>();

  final Set<String> down = new HashSet<>();
  double loss;
  double duplication;
  double slow;
  long patienceMs = 30;
  private long proposers;
  private int runs;

  Cluster(long seed, Settings settings) {
    this.world = new World(seed);
    this.settings = settings;
    for (int n = 1; n <= settings.nodes(); n++) {
      String name = "n" + n;
      nodes.put(name, settings.node().apply(name, this));
    }
    for (int i = 0; i < settings.instances(); i++) {
      instances.add(new Instance(i));
    }
  }

  List<String> names() {
    return List.copyOf(nodes.keySet());
  }

  long now() {
    return (long) world.now();
  }

  void restart(String node, InMemoryAcceptor.Disk disk) {
    nodes.get(node).restart(node + "r" + ++runs, disk);
  }

  void restart(String node) {
    restart(node, nodes.get(node).disk());
  }

  /** All links well, every node up. */
  void calm() {
    cut.clear();
    down.clear();
    loss = 0;
    duplication = 0;
    slow = 0;
  }

  /** The newest view that a node is in. */
  View newest() {
    return nodes.values().stream()
        .flatMap(node -> node.standing().record().stream())
        .map(NodeRecord::view)
        .max(java.util.Comparator.comparingLong(View::number))
        .orElse(View.NONE);
  }

  /** Whether the node may vote in the newest view. */
  boolean sound(String node) {
    View view = newest();
    Reply.Standing standing = nodes.get(node).standing();
    return view.number() > 0
        && !down.contains(node)
        && standing.record().filter(it -> it.lets(view.pass(node), standing.run())).isPresent();
  }

  boolean allSound() {
    return names().stream().allMatch(this::sound);
  }

  private double latency() {
    return world.random().nextDouble() < slow
        ? -60 * Math.log(1 - world.random().nextDouble())
        : 2 + 8 * world.random().nextDouble();
  }

  /** Carries out one protocol: asks, waits, drops what comes late. */
  private final class Driver<O> {
    private final Instance instance;
    private final int life;
    private final Consumer<O> end;
    private Phase<Request, Reply, O> phase;
    private int asked;

    Driver(Instance instance, Consumer<O> end) {
      this.instance = instance;
      this.life = instance.life;
      this.end = end;
    }

    void take(Step<Request, Reply, O> step) {
      switch (step) {
        case Step.Ask<Request, Reply, O>(
                Map<String, Request> messages,
                long patience,
                var then) -> {
          phase = then;
          int ask = ++asked;
          messages.forEach((node, request) -> send(ask, node, settings.sent().apply(request)));
          world.in(patience, () -> feed(ask, new Event.Timeout<>()));
        }
        case Step.Stay<Request, Reply, O>(var then) -> phase = then;
        case Step.Pause<Request, Reply, O>(long most, var then) -> {
          phase = then;
          int ask = ++asked;
          world.in(most * world.random().nextDouble(), () -> feed(ask, new Event.Timeout<>()));
        }
        case Step.Done<Request, Reply, O>(O outcome) -> {
          asked++;
          end.accept(outcome);
        }
      }
    }

    private void feed(int ask, Event<Reply> event) {
      if (ask == asked && life == instance.life) {
        take(phase.on(event, now()));
      }
    }

    private void send(int ask, String node, Request request) {
      if (closed(node) && world.random().nextBoolean()) {
        world.in(0.1, () -> feed(ask, new Event.Silent<>(node, false, "breaker open")));
        return;
      }
      int copies = world.random().nextDouble() < duplication ? 2 : 1;
      for (int i = 0; i < copies; i++) {
        world.in(latency(), () -> arrive(ask, node, request));
      }
    }

    private boolean closed(String node) {
      return down.contains(node) || cut.contains(instance.number + node);
    }

    private boolean lost(String node) {
      return closed(node) || world.random().nextDouble() < loss;
    }

    private void arrive(int ask, String node, Request request) {
      if (lost(node)) {
        return;
      }
      Reply reply = nodes.get(node).handle(request);
      if (!lost(node)) {
        world.in(latency(), () -> feed(ask, new Event.Answered<>(node, reply)));
      }
    }
  }
}
