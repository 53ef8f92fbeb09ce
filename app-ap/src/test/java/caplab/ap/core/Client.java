package caplab.ap.core;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * A client with a session, at an instance chosen anew for every operation; it checks its answers.
 */
final class Client {

  private static final long DEADLINE_MS = 3_000;

  private final Cluster cluster;
  private final int number;
  private final RandomGenerator random;
  private final Map<String, Map<String, LogEntry>> witnessed = new HashMap<>();
  private final Map<String, SessionToken.Context> known = new HashMap<>();
  private VersionVector token = VersionVector.NONE;
  private int values;

  Client(Cluster cluster, int number) {
    this.cluster = cluster;
    this.number = number;
    this.random = cluster.world.random();
  }

  /** One operation of a random kind. */
  void operate() {
    String key = random.nextBoolean() ? "a" : "b";
    switch (random.nextInt(8)) {
      case 0, 1, 2 -> read(key, instance(), Read.Level.ONE);
      case 3 -> read(key, instance(), List.of(Read.Level.values()).get(random.nextInt(3)));
      case 4, 5 -> write(key, Optional.of(number + "-" + values++), false, instance());
      case 6 -> write(key, Optional.of(number + "-" + values++), true, instance());
      case 7 -> {
        if (random.nextInt(4) == 0) {
          forget();
        } else {
          write(key, Optional.empty(), random.nextBoolean(), instance());
        }
      }
      default -> throw new AssertionError("no such kind");
    }
  }

  private Instance instance() {
    return cluster.instances.get(random.nextInt(cluster.instances.size()));
  }

  /** A new session: what the old one saw binds nobody. */
  void forget() {
    token = VersionVector.NONE;
    witnessed.clear();
    known.clear();
  }

  /** The nodes in random order. */
  private List<String> order() {
    List<String> names = new ArrayList<>(cluster.names());
    java.util.Collections.shuffle(names, new java.util.Random(random.nextLong()));
    return names;
  }

  void write(String key, Optional<String> value, boolean withContext, Instance at) {
    write(key, value, withContext, at, order());
  }

  void write(
      String key, Optional<String> value, boolean withContext, Instance at, List<String> order) {
    InstanceMemory memory = at.memory();
    Optional<SessionToken.Context> context =
        withContext ? Optional.ofNullable(known.get(key)) : Optional.empty();
    Request.Write write =
        new Request.Write(
            key,
            value,
            memory.id(),
            memory.tick(),
            context.map(SessionToken.Context::vector),
            context.map(SessionToken.Context::ids).orElseGet(TreeSet::new),
            Long.MAX_VALUE);
    cluster.run(
        at,
        Write.start(
            write, order, memory, Cluster.PATIENCE_MS, at.nowMs(), at.nowMs() + DEADLINE_MS),
        (Outcome outcome) -> {
          if (outcome instanceof Outcome.Written written) {
            written(write, written);
          }
        });
  }

  private void written(Request.Write write, Outcome.Written written) {
    token = token.join(written.token());
    SortedSet<String> ids = new TreeSet<>(write.named());
    ids.addAll(written.reply().named());
    ids.add(write.id());
    known.put(write.key(), new SessionToken.Context(written.reply().context(), ids));
    written
        .reply()
        .dot()
        .ifPresent(dot -> {
          cluster.history.acknowledged(dot);
          LogEntry entry = cluster.history.done().get(dot).entry();
          witnessed.computeIfAbsent(write.key(), k -> new HashMap<>()).put(entry.id(), entry);
        });
  }

  void read(String key, Instance at, Read.Level level) {
    read(key, at, level, order());
  }

  void read(String key, Instance at, Read.Level level, List<String> order) {
    double startMs = cluster.world.now();
    VersionVector asked = cluster.rules.asked(token);
    List<LogEntry> before = List.copyOf(witnessed.getOrDefault(key, Map.of()).values());
    OptionalLong limit = random.nextInt(4) == 0 ? OptionalLong.of(3_000_000) : OptionalLong.empty();
    Read.Wish wish = new Read.Wish(level, limit, random.nextBoolean(), asked, false);
    cluster.run(
        at,
        Read.start(
            key,
            wish,
            order,
            at.memory(),
            Cluster.PATIENCE_MS,
            at.nowMs(),
            at.nowMs() + DEADLINE_MS),
        (Outcome outcome) -> {
          if (outcome instanceof Outcome.Found found) {
            found(key, at, found, startMs, before);
          }
        });
  }

  /**
   * Checks an answer.
   *
   * @param before what the session had seen when it asked
   */
  private void found(
      String key, Instance at, Outcome.Found found, double startMs, List<LogEntry> before) {
    Verdict verdict = new Verdict(cluster);
    OptionalLong bound = cluster.rules.bound(found);
    bound.ifPresent(us -> verdict.bound(key, found, startMs - us / 1_000.0));
    verdict.ghosts(key, found);
    if (found.session() != Outcome.Session.BEHIND) {
      verdict.session(found, before);
      Map<String, LogEntry> seen = witnessed.computeIfAbsent(key, k -> new HashMap<>());
      for (Dot dot : found.state().siblings().keySet()) {
        LogEntry entry = cluster.history.done().get(dot).entry();
        seen.put(entry.id(), entry);
      }
    }
    token = token.rebase(found.seen(), at.memory().settled()).join(cluster.rules.kept(found));
    known.put(key, new SessionToken.Context(found.state().context(), found.state().known()));
    found.repairs().forEach((node, merge) -> later(at, node, merge));
  }

  /** A read repair that may come very late. */
  private void later(Instance at, String node, Request.Merge merge) {
    double delay = List.of(200.0, 3_000.0, 20_000.0).get(random.nextInt(3));
    cluster.world.in(delay, () -> at.ask(node, merge, reply -> {}));
  }
}
