package caplab.ap.core;

import caplab.ap.shell.ApRegister;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * A client with a session, at an instance chosen anew for every operation; it checks its answers.
 */
final class Client {

  private static final long DEADLINE_MS = 3_000;

  /** An operation ends by its deadline, later only by what a throttled write waits before. */
  private static final double END_MS = DEADLINE_MS + 500;

  private final Cluster cluster;
  private final int number;
  private final RandomGenerator random;
  private final Map<String, Map<String, LogEntry>> witnessed = new HashMap<>();
  private final Map<String, SessionToken.Context> known = new HashMap<>();
  private final Map<String, SessionToken.Context> shown = new HashMap<>();
  private final Map<String, Set<String>> listed = new HashMap<>();
  private final Map<String, Map<String, Dot>> overwritten = new HashMap<>();
  private VersionVector token = VersionVector.NONE;
  private final List<Outcome> outcomes = new ArrayList<>();
  private int values;

  Client(Cluster cluster, int number) {
    this.cluster = cluster;
    this.number = number;
    this.random = cluster.world.random();
  }

  /** What became of its operations, in the order they ended. */
  List<Outcome> outcomes() {
    return outcomes;
  }

  /** One operation of a random kind, at a random instance. */
  void operate() {
    Instance at = cluster.instances.get(random.nextInt(cluster.instances.size()));
    String key = random.nextBoolean() ? "a" : "b";
    switch (random.nextInt(8)) {
      case 0, 1 -> read(key, at, anyWish(Read.Level.ONE));
      case 2, 3 ->
          read(key, at, anyWish(random.nextBoolean() ? Read.Level.QUORUM : Read.Level.ALL));
      case 4, 5 -> write(key, newValue(), false, at);
      case 6 -> write(key, newValue(), true, at);
      case 7 -> {
        if (random.nextInt(4) == 0) {
          forget();
        } else {
          write(key, Optional.empty(), random.nextBoolean(), at);
        }
      }
      default -> throw new AssertionError("no such kind");
    }
  }

  Optional<String> newValue() {
    return Optional.of(number + "-" + values++);
  }

  /** A new session: what the old one saw binds nobody. */
  void forget() {
    token = VersionVector.NONE;
    witnessed.clear();
    known.clear();
    shown.clear();
    listed.clear();
    overwritten.clear();
  }

  void write(String key, Optional<String> value, boolean withContext, Instance at) {
    if (!at.alive()) {
      return;
    }
    Optional<SessionToken.Context> context =
        withContext ? Optional.ofNullable(known.get(key)) : Optional.empty();
    List<LogEntry> before = List.copyOf(witnessed.getOrDefault(key, Map.of()).values());
    SessionToken.Context told = told(key);
    Ending ending = new Ending(at, "write");
    at.turn((register, now) ->
        register.write(
            key,
            value,
            context,
            told,
            now + DEADLINE_MS,
            ended -> {
              ending.ended(ended.outcome());
              if (ended.outcome() instanceof Outcome.Written written) {
                if (context.isEmpty()) {
                  overwrote(key, before, written);
                }
                written(key, ended, written);
              }
            }));
  }

  /** What the session was shown of a key, in words of its own, by which the history knows it. */
  private SessionToken.Context told(String key) {
    SessionToken.Context all =
        cluster.rules.shown(shown.getOrDefault(key, SessionToken.Context.NONE));
    VersionVector own = new VersionVector(all.vector().positions(), all.vector().floors());
    cluster.history.shown(own, listed.getOrDefault(key, Set.of()));
    return new SessionToken.Context(own, all.ids());
  }

  private void overwrote(String key, List<LogEntry> before, Outcome.Written written) {
    Map<String, Dot> gone = overwritten.computeIfAbsent(key, k -> new HashMap<>());
    written
        .reply()
        .dot()
        .filter(dot -> !written.reply().repeated())
        .ifPresent(dot -> before.forEach(entry -> gone.put(entry.id(), dot)));
  }

  private void written(String key, ApRegister.Told told, Outcome.Written written) {
    token = token.join(written.token());
    known.put(key, told.contextAfter(written));
    shown.merge(key, told.contextAfter(written), SessionToken.Context::join);
    listed.computeIfAbsent(key, k -> new HashSet<>()).addAll(told.ids());
    written
        .reply()
        .dot()
        .ifPresent(dot -> {
          cluster.history.acknowledged(dot);
          LogEntry entry = cluster.history.done().get(dot).entry();
          witnessed.computeIfAbsent(key, k -> new HashMap<>()).put(entry.id(), entry);
        });
  }

  private Read.Wish anyWish(Read.Level level) {
    OptionalLong limit = random.nextInt(4) == 0 ? OptionalLong.of(3_000_000) : OptionalLong.empty();
    return new Read.Wish(level, limit, random.nextBoolean(), token, random.nextInt(4) == 0);
  }

  /** Reads with this wish, in the client's session. */
  void read(String key, Instance at, Read.Wish wish) {
    if (!at.alive()) {
      return;
    }
    double startMs = cluster.world.now();
    Read.Wish asked =
        new Read.Wish(
            wish.level(), wish.limitUs(), wish.must(), cluster.rules.asked(token), wish.strict());
    List<LogEntry> before = List.copyOf(witnessed.getOrDefault(key, Map.of()).values());
    Map<String, Dot> gone = Map.copyOf(overwritten.getOrDefault(key, Map.of()));
    InstanceMemory memory = at.memory();
    boolean explain = random.nextInt(8) == 0;
    Ending ending = new Ending(at, "read");
    at.turn((register, now) ->
        register.read(
            key,
            asked,
            explain,
            now + DEADLINE_MS,
            told -> {
              ending.ended(told.outcome());
              if (told.outcome() instanceof Outcome.Found found) {
                found(key, memory, found, startMs, before, gone);
              }
            }));
  }

  /**
   * Checks an answer.
   *
   * @param before what the session had seen when it asked
   * @param gone what it had overwritten by then
   */
  private void found(
      String key,
      InstanceMemory memory,
      Outcome.Found found,
      double startMs,
      List<LogEntry> before,
      Map<String, Dot> gone) {
    Verdict verdict = new Verdict(cluster);
    OptionalLong bound = cluster.rules.bound(found);
    bound.ifPresent(us -> verdict.bound(key, found, startMs - us / 1_000.0));
    verdict.ghosts(key, found);
    if (found.session() != Outcome.Session.BEHIND) {
      verdict.session(found, before);
      verdict.overwritten(found, gone);
      Map<String, LogEntry> seen = witnessed.computeIfAbsent(key, k -> new HashMap<>());
      for (Dot dot : found.state().siblings().keySet()) {
        LogEntry entry = cluster.history.done().get(dot).entry();
        seen.put(entry.id(), entry);
      }
    }
    token = token.rebase(found.seen(), memory.settled()).join(cluster.rules.kept(found));
    known.put(key, new SessionToken.Context(found.state().context(), found.state().known()));
    shown.merge(key, SessionToken.Context.of(found.state()), SessionToken.Context::join);
    Set<String> ids = listed.computeIfAbsent(key, k -> new HashSet<>());
    found.state().values().forEach(value -> ids.add(value.id()));
  }

  /** Holds an instance that is neither killed nor stopped to its deadline. */
  private final class Ending {
    private boolean over;

    Ending(Instance at, String what) {
      int stalls = at.stalls();
      if (!at.paused()) {
        cluster.world.in(
            END_MS,
            () -> {
              if (!over && at.stalls() == stalls) {
                cluster.history.fails(
                    "deadline: a %s at instance %d did not end".formatted(what, at.number));
              }
            });
      }
    }

    void ended(Outcome outcome) {
      if (over) {
        cluster.history.fails("an operation ended twice: " + outcome);
      }
      over = true;
      outcomes.add(outcome);
    }
  }
}
