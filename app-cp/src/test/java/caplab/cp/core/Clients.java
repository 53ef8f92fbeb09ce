package caplab.cp.core;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** Clients of a simulated cluster: what they ask for, through any instance, and what they hear. */
final class Clients {

  private static final double AGAIN_MS = 300;
  private static final int ATTEMPTS = 4;

  /** An answer comes by its deadline, but for what rounding adds. */
  private static final double ROUNDING_MS = 2;

  /** Asked of one life of an instance, to be answered by then. */
  private static final class Asked {
    private final Operation operation;
    private final VirtualInstance.Life life;
    private final double dueMs;
    private double answeredMs = Double.POSITIVE_INFINITY;

    Asked(Operation operation, VirtualInstance.Life life, double dueMs) {
      this.operation = operation;
      this.life = life;
      this.dueMs = dueMs;
    }

    /** What is asked again shortly before a schedule ends is due after it. */
    private boolean isOverdue(double nowMs) {
      return answeredMs == Double.POSITIVE_INFINITY
          ? life.alive() && nowMs > dueMs + ROUNDING_MS
          : answeredMs > dueMs + ROUNDING_MS && !life.wasInterrupted();
    }
  }

  private final Cluster cluster;
  private final RandomGenerator random;
  private final Map<String, List<Operation>> byKey = new LinkedHashMap<>();
  private final List<Asked> asked = new ArrayList<>();
  private final Map<String, Long> lastVersions = new HashMap<>();
  private final List<Retries> today = new ArrayList<>();
  private final List<Retries> yesterday = new ArrayList<>();
  private long values;

  Clients(Cluster cluster) {
    this.cluster = cluster;
    random = cluster.world.random();
    cluster.settings.keyNames().forEach(key -> byKey.put(key, new ArrayList<>()));
  }

  /** A day passed: what was asked under an Idempotency-Key may be asked again. */
  void dayPassed() {
    yesterday.addAll(today);
    today.clear();
  }

  /** A random operation, which may be a keyed write of yesterday to the letter. */
  void anything() {
    if (!yesterday.isEmpty() && random.nextInt(4) == 0) {
      yesterday.remove(random.nextInt(yesterday.size())).anew();
      return;
    }
    VirtualInstance instance = anyInstance();
    String key = cluster.settings.keyNames().get(random.nextInt(cluster.settings.keys()));
    String value = "v" + ++values;
    long withinMs = List.of(400L, 1_000L, 3_000L).get(random.nextInt(3));
    Change.Condition always = new Change.Always();
    switch (random.nextInt(10)) {
      case 0, 1, 2 -> read(instance, key, withinMs);
      case 3 -> change(instance, key, new Change.Delete(always), withinMs);
      case 4 -> change(instance, key, new Change.Put(value, atLast(key)), withinMs);
      case 5 -> change(instance, key, new Change.Put(value, new Change.Absent()), withinMs);
      case 6 -> keyed(instance, key, withinMs);
      default -> change(instance, key, new Change.Put(value, always), withinMs);
    }
  }

  private Change.Condition atLast(String key) {
    return new Change.AtVersion(lastVersions.getOrDefault(key, 0L));
  }

  private VirtualInstance anyInstance() {
    return cluster.instances.get(random.nextInt(cluster.instances.size()));
  }

  Operation read(VirtualInstance instance, String key, long withinMs) {
    Asked question = begin(instance, key, Optional.empty(), withinMs);
    question.life.ask(
        withinMs,
        (register, deadlineMs) ->
            register.read(key, deadlineMs, outcome -> answered(key, question, outcome)));
    return question.operation;
  }

  Operation change(VirtualInstance instance, String key, Change change, long withinMs) {
    Asked question = begin(instance, key, Optional.of(change), withinMs);
    question.life.ask(
        withinMs,
        (register, deadlineMs) ->
            register.change(
                key,
                change,
                deadlineMs,
                outcome -> {
                  answered(key, question, outcome);
                  settle(key, outcome, settled -> end(key, question.operation, settled));
                }));
    return question.operation;
  }

  private Asked begin(
      VirtualInstance instance, String key, Optional<Change> change, long withinMs) {
    VirtualInstance.Life life = instance.life();
    double now = cluster.world.now();
    Asked question = new Asked(Operation.by(life.author(), change, now), life, now + withinMs);
    byKey.get(key).add(question.operation);
    asked.add(question);
    return question;
  }

  private void answered(String key, Asked question, Outcome outcome) {
    question.answeredMs = cluster.world.now();
    end(key, question.operation, outcome);
  }

  private void end(String key, Operation operation, Outcome outcome) {
    operation.told(cluster.settings.told().apply(outcome), cluster.world.now());
    cluster.trace.happened("told of " + key, operation);
    operation.version().ifPresent(version -> lastVersions.merge(key, version, Math::max));
  }

  /** Some ask what became of a write whose outcome was unknown. */
  private void settle(String key, Outcome outcome, Consumer<Outcome> then) {
    if (outcome instanceof Outcome.Unknown(String id, long first, var ignored)
        && random.nextBoolean()) {
      OperationToken token = new OperationToken("k:" + key, id, first);
      cluster.world.in(
          AGAIN_MS * random.nextDouble(),
          () ->
              anyInstance()
                  .life()
                  .ask(1_000, (register, dueMs) -> register.settle(token, dueMs, then)));
    }
  }

  /** A write with an Idempotency-Key, asked for a few times, through any instance. */
  private void keyed(VirtualInstance instance, String key, long withinMs) {
    String name = "v" + ++values;
    Change.Condition condition =
        List.of(new Change.Always(), new Change.Always(), new Change.Absent(), atLast(key))
            .get(random.nextInt(4));
    Change change =
        random.nextInt(4) == 0 ? new Change.Delete(condition) : new Change.Put(name, condition);
    new Retries(key, KeyedWrite.Keyed.of(name, name), change, withinMs).begin(instance);
  }

  /**
   * One client that insists: it sends the same again after an answer, or when none came in time, or
   * while it waits for one (hedging), and asks what became of it. All that it hears is of one
   * write: what was once told applied, or not applied, stays so.
   */
  private final class Retries {
    private final String key;
    private final KeyedWrite.Keyed keyed;
    private final Change change;
    private final Operation operation;
    private final long withinMs;

    Retries(String key, KeyedWrite.Keyed keyed, Change change, long withinMs) {
      this.key = key;
      this.keyed = keyed;
      this.change = change;
      this.withinMs = withinMs;
      operation = new Operation(keyed.operation(), Optional.of(change), cluster.world.now());
    }

    void begin(VirtualInstance instance) {
      byKey.get(key).add(operation);
      today.add(this);
      attempt(instance, ATTEMPTS);
    }

    /**
     * The same again, a day later: another write (CP-8). While some disk has the claim, a day has
     * not passed there in which anybody asked, and which of the two it is nobody promises.
     */
    void anew() {
      if (cluster.nodes.values().stream().noneMatch(node -> node.holds(keyed.register()))) {
        cluster.trace.happened("the same again", operation);
        new Retries(key, keyed, change, withinMs).begin(anyInstance());
      }
    }

    void attempt(VirtualInstance instance, int left) {
      VirtualInstance.Life life = instance.life();
      Asked question = new Asked(operation, life, cluster.world.now() + withinMs);
      asked.add(question);
      life.ask(
          withinMs,
          (register, deadlineMs) ->
              register.changeOnce(
                  key,
                  change,
                  keyed,
                  deadlineMs,
                  outcome -> {
                    question.answeredMs = cluster.world.now();
                    told(outcome);
                    Clients.this.settle(key, outcome, this::told);
                  }));
      if (left > 1) {
        double mostMs = List.of(20.0, AGAIN_MS, withinMs + AGAIN_MS).get(random.nextInt(3));
        cluster.world.in(mostMs * random.nextDouble(), () -> attempt(anyInstance(), left - 1));
      }
    }

    private void told(Outcome outcome) {
      if (operation.isSettled()) {
        operation.repeated.add(cluster.settings.told().apply(outcome));
      } else {
        end(key, operation, outcome);
      }
    }
  }

  /** A witness of a wrong answer, or empty. */
  Optional<String> wrong() {
    return byKey.entrySet().stream()
        .flatMap(each ->
            Linearizability.fault(each.getValue()).map(it -> each.getKey() + ": " + it).stream())
        .findFirst();
  }

  /** A witness of an answer that came late, or never though its instance lived, or empty. */
  Optional<String> overdue() {
    return asked.stream()
        .filter(each -> each.isOverdue(cluster.world.now()))
        .findFirst()
        .map(each ->
            "due at %s, answered at %s: %s".formatted(each.dueMs, each.answeredMs, each.operation));
  }
}
