package caplab.ap.core;

import caplab.ap.core.Shipping.Gap;
import caplab.ap.core.Shipping.Missed;
import caplab.ap.core.Shipping.Shipped;
import caplab.ap.core.Shipping.Turn;
import caplab.protocol.Event;
import caplab.protocol.Step;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A simulated app-ap: its memory and its background work. */
final class Instance {

  private static final int LOG_CAP = 6;

  final int number;
  private final Cluster cluster;
  private final long wallOffsetMs;
  private final Set<String> silent = new HashSet<>();
  private final Set<String> resyncing = new HashSet<>();
  private final SortedMap<String, Reply.Greeting> greetings = new TreeMap<>();
  private int life;
  private long askedMs;
  private InstanceMemory memory;
  int logCap = LOG_CAP;
  int repairsFound;
  int resyncs;

  Instance(Cluster cluster, int number) {
    this.cluster = cluster;
    this.number = number;
    this.wallOffsetMs = (long) cluster.world.random().nextDouble(-5_000, 5_000);
    remember();
  }

  private void remember() {
    memory =
        cluster.rules.memory(
            cluster.names(),
            () -> 1_700_000_000_000L + nowMs() + wallOffsetMs,
            () -> cluster.world.random().nextLong(Long.MAX_VALUE));
  }

  InstanceMemory memory() {
    return memory;
  }

  long nowMs() {
    return (long) cluster.world.now();
  }

  int life() {
    return life;
  }

  /** Killed and started again: what it was doing is forgotten. */
  void crash() {
    life++;
    silent.clear();
    resyncing.clear();
    greetings.clear();
    remember();
    heal();
  }

  /** Does all background work until the world ends or the instance dies. */
  void heal() {
    int born = life;
    List<String> names = new ArrayList<>(cluster.names());
    for (String source : names) {
      for (String target : names) {
        if (!source.equals(target)) {
          every(born, 800, 3_000, () -> turn(source, target));
          every(born, 9_000, 20_000, () -> exchange(source, target));
        }
      }
    }
    every(born, 1_500, 4_000, this::tidy);
  }

  private void every(int born, double least, double most, Runnable work) {
    cluster.world.in(
        cluster.world.random().nextDouble(least, most),
        () -> {
          if (life == born) {
            work.run();
            every(born, least, most, work);
          }
        });
  }

  void turn(String source, String target) {
    boolean knock = silent.contains(source);
    cluster.run(
        this,
        Shipping.start(
            source,
            target,
            memory,
            cluster.world.random().nextBoolean() ? 2 : 50,
            knock,
            Cluster.PATIENCE_MS,
            nowMs()),
        (Turn turn) -> turned(source, target, turn));
  }

  private void turned(String source, String target, Turn turn) {
    switch (turn) {
      case Shipped shipped -> silent.remove(source);
      case Missed missed -> silent.add(missed.node());
      case Gap gap -> resync(source, target);
    }
  }

  void resync(String source, String target) {
    if (resyncing.add(source + ">" + target)) {
      resyncs++;
      cluster.run(
          this,
          Resync.resync(source, target, memory, 1, Cluster.PATIENCE_MS),
          (Resync.Result result) -> resyncing.remove(source + ">" + target));
    }
  }

  void exchange(String source, String target) {
    cluster.run(
        this,
        Resync.exchange(source, target, memory, 5, Cluster.PATIENCE_MS),
        (Resync.Result result) -> {
          if (result instanceof Resync.Exchanged exchanged) {
            repairsFound += exchanged.found();
          }
        });
  }

  /** Asks every node how it stands; folds, trims and collects what that allows. */
  void tidy() {
    askedMs = nowMs();
    greetings.clear();
    cluster
        .names()
        .forEach(node ->
            ask(
                node,
                new Request.Status(),
                reply -> {
                  if (reply instanceof Reply.Greeting greeting) {
                    greetings.put(node, greeting);
                  }
                }));
    int born = life;
    cluster.world.in(
        Cluster.PATIENCE_MS,
        () -> {
          if (life == born) {
            greetings.forEach(this::tidy);
          }
        });
  }

  private void tidy(String name, Reply.Greeting node) {
    StalenessBound.Pulse pulse = new StalenessBound.Pulse(node.timeUs(), askedMs, nowMs());
    Shipping.upkeep(name, node, pulse, greetings, memory, 100)
        .forEach(request -> ask(name, request, reply -> {}));
    TreeMap<String, Reply.Greeting> rest = new TreeMap<>(greetings);
    rest.remove(name);
    long upTo = Incarnations.slowest(node.incarnation(), rest.values(), cluster.names().size() - 1);
    ask(name, new Request.Trim(node.incarnation(), upTo, logCap), reply -> {});
  }

  /** One request, no matter what becomes of it. */
  void ask(String node, Request request, Consumer<Reply> then) {
    cluster.run(
        this,
        new Step.Ask<Request, Reply, Optional<Reply>>(
            Collections.singletonMap(node, request),
            Cluster.PATIENCE_MS,
            (event, now) ->
                new Step.Done<>(
                    event instanceof Event.Answered<Reply> answered
                        ? Optional.of(answered.reply())
                        : Optional.empty())),
        (Optional<Reply> reply) -> reply.ifPresent(then));
  }
}
