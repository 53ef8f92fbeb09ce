package caplab.cp.core;

import caplab.cp.core.Cluster.Instance;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.random.RandomGenerator;

/**
 * One random schedule: clients, faults, and an end without faults at which all must answer.
 *
 * <p>Longer than other files, so that one seed is one file: moving a draw would change every
 * schedule.
 */
final class Schedule {

  private static final String KEY = "k:key";
  private static final double FAULTY_MS = 500;

  private final Cluster cluster;
  private final RandomGenerator random;
  private final List<Operation> operations = new ArrayList<>();
  private final Map<Integer, Queue<Runnable>> waiting = new HashMap<>();
  private final Map<Integer, Integer> busyLife = new HashMap<>();
  private final Map<String, InMemoryAcceptor.Disk> olderDisks = new HashMap<>();
  private long values;
  private long lastVersion;

  Schedule(long seed, Settings settings) {
    cluster = new Cluster(seed, settings);
    random = cluster.world.random();
  }

  /** A witness of a broken promise, or empty. */
  static Optional<String> fault(long seed, Settings settings) {
    Schedule schedule = new Schedule(seed, settings);
    schedule.form();
    schedule.trouble();
    Optional<String> unsafe = Linearizability.fault(schedule.operations);
    return unsafe.isPresent() ? unsafe : schedule.recover();
  }

  /**
   * A witness of a wrong answer while the faults last, or empty; whether it recovers is not asked.
   */
  static Optional<String> wrong(long seed, Settings settings) {
    Schedule schedule = new Schedule(seed, settings);
    schedule.form();
    schedule.trouble();
    return Linearizability.fault(schedule.operations);
  }

  private void form() {
    cluster.instances.forEach(Instance::heal);
    cluster.world.runUntil(400);
    if (!cluster.allSound()) {
      throw new AssertionError("not formed: " + cluster.findings);
    }
  }

  private void trouble() {
    cluster.loss = pick(0, 0.05, 0.2);
    cluster.duplication = pick(0, 0.1);
    cluster.slow = pick(0, 0.1, 0.3);
    cluster.patienceMs = random.nextBoolean() ? 30 : 100;
    for (Instance instance : cluster.instances) {
      for (int i = 0; i < cluster.settings.operations(); i++) {
        cluster.world.in(FAULTY_MS * random.nextDouble(), () -> client(instance));
      }
    }
    for (int i = random.nextInt(5); i > 0; i--) {
      cluster.world.in(FAULTY_MS * random.nextDouble(), this::cut);
    }
    for (int i = cluster.settings.wipes(); i > 0; i--) {
      cluster.world.in(30 + FAULTY_MS * random.nextDouble(), this::loseDisk);
    }
    if (random.nextInt(3) == 0) {
      cluster.world.in(FAULTY_MS * random.nextDouble(), this::restart);
    }
    if (random.nextInt(3) == 0) {
      Instance victim = cluster.instances.get(random.nextInt(cluster.instances.size()));
      cluster.world.in(FAULTY_MS * random.nextDouble(), () -> crash(victim));
    }
    cluster.world.runUntil(cluster.world.now() + FAULTY_MS + 400);
  }

  private double pick(double... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private String anyNode() {
    return cluster.names().get(random.nextInt(cluster.names().size()));
  }

  private void cut() {
    String link = random.nextInt(cluster.instances.size()) + anyNode();
    cluster.cut.add(link);
    cluster.world.in(10 + 70 * random.nextDouble(), () -> cluster.cut.remove(link));
  }

  private void restart() {
    String node = anyNode();
    if (cluster.names().size() == 2 && !cluster.allSound()) {
      // Two nodes bear no loss, so not one of them beside a restart of the other.
      return;
    }
    cluster.down.add(node);
    cluster.world.in(
        60 * random.nextDouble(),
        () -> {
          cluster.down.remove(node);
          cluster.restart(node);
        });
  }

  /** One lost disk at a time, as the promise says: only when every node votes. */
  private void loseDisk() {
    if (!cluster.allSound()) {
      return;
    }
    String node = anyNode();
    InMemoryAcceptor.Disk older = olderDisks.get(node);
    if (older != null && noted(node, older)) {
      cluster.restart(node, older);
    } else if (random.nextBoolean()) {
      InMemoryAcceptor.Disk copy = cluster.nodes.get(node).disk();
      olderDisks.put(node, copy);
      cluster.world.in(40 + 100 * random.nextDouble(), this::loseDisk);
    } else {
      cluster.nodes.get(node).wipe();
    }
  }

  /**
   * Whether all others know that the node has gone on since: what CP-15 leaves open is left out.
   */
  private boolean noted(String node, InMemoryAcceptor.Disk disk) {
    NodeRecord then = disk.record().orElseThrow();
    return cluster.nodes.values().stream()
        .filter(other -> !other.name().equals(node))
        .map(other -> other.standing().notes().get(node))
        .allMatch(note ->
            note != null
                && (note.incarnation().equals(then.incarnation())
                    ? note.changes() > then.changes()
                    : note.number() >= then.view().number()));
  }

  private void crash(Instance instance) {
    instance.crash();
    waiting.getOrDefault(instance.number, new ArrayDeque<>()).clear();
    instance.heal();
  }

  private void client(Instance instance) {
    String value = "v" + ++values;
    long deadline = (long) pick(40, 100, 300);
    switch (random.nextInt(8)) {
      case 0, 1 -> read(instance, deadline);
      case 2 -> change(instance, new Change.Delete(new Change.Always()), deadline);
      case 3 ->
          change(instance, new Change.Put(value, new Change.AtVersion(lastVersion)), deadline);
      case 4 -> keyed(instance, value, deadline);
      default -> change(instance, new Change.Put(value, new Change.Always()), deadline);
    }
  }

  private Operation begin(Instance instance, Optional<Change> change) {
    String id = instance.number + "x" + instance.life + "." + operations.size();
    Operation operation = new Operation(id, change, cluster.world.now());
    operations.add(operation);
    return operation;
  }

  private void end(Operation operation, Outcome outcome) {
    operation.told(cluster.settings.told().apply(outcome), cluster.world.now());
    operation.version().ifPresent(version -> lastVersion = Math.max(lastVersion, version));
  }

  private Operation read(Instance instance, long deadline) {
    Operation operation = begin(instance, Optional.empty());
    Read read = new Read(instance.memory, KEY, cluster.patienceMs, cluster.now() + deadline);
    instance.run(read.start(cluster.now()), outcome -> end(operation, outcome));
    return operation;
  }

  private Operation change(Instance instance, Change change, long deadline) {
    Operation operation = begin(instance, Optional.of(change));
    long due = cluster.now() + deadline;
    oneAtATime(
        instance,
        done -> {
          Write.Job job = new Write.Job(KEY, operation.id, change, cluster.patienceMs, due);
          instance.run(
              Write.start(instance.memory, job, cluster.now()),
              outcome -> {
                end(operation, outcome);
                done.run();
                settle(operation, outcome);
              });
        });
    return operation;
  }

  /** CP-5. */
  private void oneAtATime(Instance instance, java.util.function.Consumer<Runnable> work) {
    Queue<Runnable> queue = waiting.computeIfAbsent(instance.number, n -> new ArrayDeque<>());
    queue.add(() -> work.accept(() -> next(instance)));
    if (busyLife.getOrDefault(instance.number, -1) != instance.life) {
      next(instance);
    }
  }

  private void next(Instance instance) {
    Runnable first = waiting.get(instance.number).poll();
    busyLife.put(instance.number, first == null ? -1 : instance.life);
    if (first != null) {
      first.run();
    }
  }

  /** Some clients ask what became of a write whose outcome was unknown. */
  private void settle(Operation operation, Outcome outcome) {
    if (!(outcome instanceof Outcome.Unknown(String id, long first, var ignored))
        || random.nextBoolean()) {
      return;
    }
    Instance other = cluster.instances.get(random.nextInt(cluster.instances.size()));
    OperationToken token = new OperationToken(KEY, id, first);
    cluster.world.in(
        50 * random.nextDouble(),
        () ->
            other.run(
                KeyedWrite.settle(
                    other.memory, token, cluster.patienceMs, cluster.now() + 100, cluster.now()),
                settled -> end(operation, settled)));
  }

  /** A write with an Idempotency-Key, asked for up to four times, through any instance. */
  private void keyed(Instance instance, String value, long deadline) {
    Change change = new Change.Put(value, new Change.Always());
    KeyedWrite.Keyed keyed = new KeyedWrite.Keyed(value, value);
    Operation operation =
        new Operation(keyed.operation(), Optional.of(change), cluster.world.now());
    operations.add(operation);
    attempt(instance, operation, keyed, change, deadline, 4);
  }

  private void attempt(
      Instance instance,
      Operation operation,
      KeyedWrite.Keyed keyed,
      Change change,
      long deadline,
      int left) {
    int life = instance.life;
    boolean[] over = {false};
    java.util.function.Consumer<Optional<Outcome>> answered =
        outcome -> {
          if (over[0]) {
            return;
          }
          over[0] = true;
          outcome.ifPresent(it -> end(operation, it));
          boolean definite = outcome.filter(it -> it instanceof Outcome.Applied).isPresent();
          if (left > 1 && !definite) {
            Instance other = cluster.instances.get(random.nextInt(cluster.instances.size()));
            cluster.world.in(
                100 * random.nextDouble(),
                () -> {
                  operation.outcome = Optional.empty();
                  operation.end = Double.POSITIVE_INFINITY;
                  attempt(other, operation, keyed, change, deadline, left - 1);
                });
          }
        };
    cluster.world.in(
        deadline + 1,
        () -> {
          if (instance.life != life) {
            answered.accept(Optional.empty());
          }
        });
    long due = cluster.now() + deadline;
    oneAtATime(
        instance,
        done -> {
          java.util.function.Consumer<Outcome> finish =
              outcome -> {
                answered.accept(Optional.of(outcome));
                done.run();
              };
          Write.Job job = new Write.Job(KEY, keyed.operation(), change, cluster.patienceMs, due);
          if (!cluster.settings.claims()) {
            instance.run(Write.start(instance.memory, job, cluster.now()), finish);
            return;
          }
          Read read = new Read(instance.memory, KEY, cluster.patienceMs, due);
          instance.run(
              read.start(cluster.now()),
              found -> {
                if (found instanceof Outcome.Value(RegisterState state, var ignored)) {
                  claim(instance, keyed, state.version(), job, finish);
                } else {
                  finish.accept(new Outcome.Unknown(keyed.operation(), 0, List.of()));
                }
              });
        });
  }

  private void claim(
      Instance instance,
      KeyedWrite.Keyed keyed,
      long version,
      Write.Job job,
      java.util.function.Consumer<Outcome> finish) {
    instance.run(
        KeyedWrite.claim(
            instance.memory,
            keyed,
            version,
            instance.draw(),
            cluster.patienceMs,
            job.deadlineMs(),
            cluster.now()),
        claim -> {
          switch (claim) {
            case KeyedWrite.Refused(Outcome outcome) -> finish.accept(outcome);
            case KeyedWrite.Claimed(long first, boolean again) ->
                instance.run(
                    Write.resume(instance.memory, job, first, again, cluster.now()), finish);
          }
        });
  }

  /** After the faults: every node votes and every instance answers. */
  private Optional<String> recover() {
    cluster.calm();
    double until = cluster.world.now() + 8_000;
    while (!cluster.allSound() && cluster.world.now() < until) {
      cluster.world.runUntil(cluster.world.now() + 100);
    }
    if (!cluster.allSound()) {
      return Optional.of("not every node was admitted again: " + cluster.findings);
    }
    cluster.world.runUntil(cluster.world.now() + 300);
    List<Operation> last = new ArrayList<>();
    for (Instance instance : cluster.instances) {
      last.add(
          change(instance, new Change.Put("last" + instance.number, new Change.Always()), 2_000));
      last.add(read(instance, 2_000));
    }
    cluster.world.runUntil(cluster.world.now() + 3_000);
    return last.stream()
        .filter(operation -> operation.version().isEmpty())
        .findFirst()
        .map(operation -> "no answer after the faults: " + operation)
        .or(() -> Linearizability.fault(operations));
  }
}
