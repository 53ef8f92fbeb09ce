package caplab.ap.core;

import caplab.protocol.Event;
import caplab.protocol.Phase;
import caplab.protocol.Step;
import caplab.sim.World;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Nodes and instances in virtual time, joined by a network that cuts, loses, doubles and delays.
 */
final class Cluster {

  static final long PATIENCE_MS = 1_000;

  /** A link between an instance and a node that is cut. */
  record Cut(int instance, String node) {}

  final World world;
  final Rules rules;
  final Chronicle history = new Chronicle(this);
  final SortedMap<String, Node> nodes = new TreeMap<>();
  final List<Instance> instances = new ArrayList<>();
  final Set<Cut> cuts = new HashSet<>();
  double loss;
  double doubled;
  double slow;

  Cluster(long seed, int size, int instanceCount, Rules rules) {
    this.world = new World(seed);
    this.rules = rules;
    rules.cluster = this;
    for (int n = 1; n <= size; n++) {
      String name = "db_g" + n;
      long offsetUs = (long) (world.random().nextDouble(-50, 50) * 1_000_000);
      nodes.put(name, new Node(name, rules.replica(name), this, offsetUs));
    }
    for (int i = 0; i < instanceCount; i++) {
      instances.add(new Instance(this, i));
    }
  }

  SortedSet<String> names() {
    return new TreeSet<>(nodes.keySet());
  }

  Node node(int number) {
    return nodes.get("db_g" + number);
  }

  /** Whether an instance reaches a node. */
  boolean reaches(int instance, String node) {
    return !cuts.contains(new Cut(instance, node));
  }

  /** Runs a protocol for an instance; {@code then} gets its outcome, unless the instance dies. */
  <O> void run(Instance instance, Step<Request, Reply, O> first, Consumer<O> then) {
    new Running<>(instance, instance.life(), then).carry(first);
  }

  private double latency() {
    return world.random().nextDouble() < slow
        ? -Math.log(1 - world.random().nextDouble()) * 3_000
        : world.random().nextDouble(5, 100);
  }

  /** One protocol in progress. */
  private final class Running<O> {
    private final Instance instance;
    private final int life;
    private final Consumer<O> then;
    private int ask;
    private Phase<Request, Reply, O> phase;

    Running(Instance instance, int life, Consumer<O> then) {
      this.instance = instance;
      this.life = life;
      this.then = then;
    }

    void carry(Step<Request, Reply, O> step) {
      switch (step) {
        case Step.Ask<Request, Reply, O>(
                Map<String, Request> messages,
                long patience,
                Phase<Request, Reply, O> next) -> {
          phase = next;
          int current = ++ask;
          new TreeMap<>(messages)
              .forEach((node, request) -> send(current, nodes.get(node), request));
          world.in((double) patience, () -> feed(current, new Event.Timeout<>()));
        }
        case Step.Stay<Request, Reply, O>(Phase<Request, Reply, O> next) -> phase = next;
        case Step.Pause<Request, Reply, O>(long most, Phase<Request, Reply, O> next) -> {
          phase = next;
          int current = ++ask;
          world.in(world.random().nextDouble() * most, () -> feed(current, new Event.Timeout<>()));
        }
        case Step.Done<Request, Reply, O>(O outcome) -> {
          ask++;
          then.accept(outcome);
        }
      }
    }

    private void feed(int of, Event<Reply> event) {
      if (of == ask && instance.life() == life) {
        carry(phase.on(event, instance.nowMs()));
      }
    }

    private void send(int of, Node node, Request request) {
      deliver(of, node, request);
      if (world.random().nextDouble() < doubled) {
        deliver(of, node, request);
      }
    }

    private void deliver(int of, Node node, Request request) {
      if (!node.up()) {
        world.in(1, () -> feed(of, new Event.Silent<>(node.name, false, "refused")));
        return;
      }
      if (!reaches(instance.number, node.name) || world.random().nextDouble() < loss) {
        return;
      }
      world.in(
          latency(),
          () -> {
            if (!node.up()) {
              return;
            }
            Reply reply = rules.reply(request, node.on(rules.request(request)));
            if (reaches(instance.number, node.name) && world.random().nextDouble() >= loss) {
              world.in(latency(), () -> feed(of, new Event.Answered<>(node.name, reply)));
            }
          });
    }
  }
}
