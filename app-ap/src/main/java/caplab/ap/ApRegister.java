package caplab.ap;

import caplab.ap.core.InstanceMemory;
import caplab.ap.core.Outcome;
import caplab.ap.core.Read;
import caplab.ap.core.Reply;
import caplab.ap.core.Request;
import caplab.ap.core.SessionToken;
import caplab.ap.core.Write;
import caplab.node.Breaker;
import caplab.node.Node;
import caplab.protocol.Driver;
import caplab.protocol.Event;
import caplab.protocol.Replica;
import caplab.protocol.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The operations of the available register over real nodes: the home node first, then the next
 * whose breaker lets it. When every breaker is open each node is tried once all the same: an answer
 * late is better than none.
 */
final class ApRegister {

  /**
   * How an operation went.
   *
   * @param id the write id; empty for a read
   * @param asked the nodes it could ask, in order
   * @param skipped nodes whose breaker was open
   * @param heard what nodes answered to a read, for those who want it explained
   */
  record Told(
      Outcome outcome,
      String id,
      List<String> asked,
      List<String> skipped,
      SortedMap<String, Reply.Seen> heard) {}

  /** An answer given before, still true of then. */
  private record Cached(Outcome.Found found, long atMs) {}

  private static final int CACHED_MOST = 10_000;

  private record Plan(List<String> order, Map<String, Replica<Request, Reply>> by) {}

  private final SequencedMap<String, Node> nodes;
  private final Map<String, RedisReplica> replicas;
  private final String home;
  private final InstanceMemory memory;
  private final Driver driver;
  private final LongSupplier nowMs;
  private final Duration networkTimeout;
  private final ApHealing healing;
  private final ApMetrics metrics;
  private final long cacheMs;
  private final Map<String, Cached> cache = new ConcurrentHashMap<>();

  ApRegister(
      SequencedMap<String, Node> nodes,
      Map<String, RedisReplica> replicas,
      String home,
      InstanceMemory memory,
      Driver driver,
      LongSupplier nowMs,
      Duration networkTimeout,
      ApHealing healing,
      ApMetrics metrics,
      long cacheMs) {
    this.cacheMs = cacheMs;
    this.nodes = nodes;
    this.replicas = replicas;
    this.home = home;
    this.memory = memory;
    this.driver = driver;
    this.nowMs = nowMs;
    this.networkTimeout = networkTimeout;
    this.healing = healing;
    this.metrics = metrics;
  }

  /**
   * Writes, or deletes if there is no value.
   *
   * @param deadlineMs on the clock of {@code nowMs}
   */
  Told write(
      String key, Optional<String> value, Optional<SessionToken.Context> context, long deadlineMs) {
    Request.Write write =
        new Request.Write(
            key,
            value,
            memory.id(),
            memory.tick(),
            context.map(SessionToken.Context::vector),
            context
                .<SortedSet<String>>map(SessionToken.Context::ids)
                .orElse(Collections.emptySortedSet()),
            Long.MAX_VALUE);
    cache.remove(key);
    Plan plan = plan(true);
    long asked = System.nanoTime();
    Outcome outcome =
        run(
            plan,
            (order, now) ->
                Write.start(write, order, memory, networkTimeout.toMillis(), now, deadlineMs));
    if (outcome instanceof Outcome.Written written) {
      metrics.writeTook(System.nanoTime() - asked);
      metrics.wrote(key, written.reply().siblings(), written.unanswered());
      healing.wrote(written);
    } else if (outcome instanceof Outcome.Unknown unknown) {
      metrics.unanswered(unknown.unanswered());
    }
    return new Told(outcome, write.id(), plan.order(), skipped(plan), Collections.emptySortedMap());
  }

  /** Reads at one node, or at as many as the wish needs. */
  Told read(String key, Read.Wish wish, boolean explain, long deadlineMs) {
    Optional<Outcome> known = explain ? Optional.empty() : cached(key, wish);
    if (known.isPresent()) {
      return new Told(known.get(), "", List.of(), List.of(), Collections.emptySortedMap());
    }
    Plan plan = plan(wish.level() == Read.Level.ONE);
    long began = nowMs.getAsLong();
    long asked = System.nanoTime();
    SortedMap<String, Reply.Seen> heard = new ConcurrentSkipListMap<>();
    Plan overheard = explain ? overheard(plan, heard) : plan;
    Outcome outcome =
        run(
            overheard,
            (order, now) ->
                Read.start(key, wish, order, memory, networkTimeout.toMillis(), now, deadlineMs));
    if (outcome instanceof Outcome.Found found) {
      if (wish.level() == Read.Level.ONE) {
        metrics.readTook(System.nanoTime() - asked);
      }
      found.repairs().forEach(this::repair);
      keep(key, found, began);
    }
    return new Told(outcome, "", plan.order(), skipped(plan), heard);
  }

  /** The answer of the cache with its age added, if it is what was wished. */
  private Optional<Outcome> cached(String key, Read.Wish wish) {
    Cached cached = cacheMs > 0 ? cache.get(key) : null;
    if (cached == null || wish.level() != Read.Level.ONE || wish.limitUs().isPresent()) {
      return Optional.empty();
    }
    Outcome.Found found = cached.found();
    long ageMs = nowMs.getAsLong() - cached.atMs();
    if (ageMs > cacheMs || !found.seen().covers(wish.token())) {
      return Optional.empty();
    }
    OptionalLong bound =
        found.boundUs().isPresent()
            ? OptionalLong.of(found.boundUs().getAsLong() + ageMs * 1_000)
            : OptionalLong.empty();
    return Optional.of(
        new Outcome.Found(
            found.node(),
            found.merged(),
            found.state(),
            bound,
            found.session(),
            found.seen(),
            wish.token().join(found.seen()),
            Collections.emptySortedMap()));
  }

  private void keep(String key, Outcome.Found found, long beganMs) {
    if (cacheMs > 0 && found.session() == Outcome.Session.SATISFIED) {
      if (cache.size() >= CACHED_MOST) {
        cache.clear();
      }
      cache.put(key, new Cached(found, beganMs));
    }
  }

  private interface Protocol {
    Step<Request, Reply, Outcome> start(List<String> order, long nowMs);
  }

  private Outcome run(Plan plan, Protocol protocol) {
    if (plan.order().isEmpty()) {
      return new Outcome.Unavailable(1, 0);
    }
    return driver.run(protocol.start(plan.order(), nowMs.getAsLong()), plan.by(), new Object());
  }

  private Plan plan(boolean insist) {
    List<String> order = new ArrayList<>();
    Map<String, Replica<Request, Reply>> by = new LinkedHashMap<>();
    for (String name : homeFirst()) {
      if (nodes.get(name).breaker().state() != Breaker.State.OPEN) {
        order.add(name);
        by.put(name, replicas.get(name));
      }
    }
    if (order.isEmpty() && insist) {
      for (String name : homeFirst()) {
        if (!nodes.get(name).breaker().forced()) {
          order.add(name);
          by.put(name, replicas.get(name).insisting());
        }
      }
    }
    return new Plan(order, by);
  }

  private List<String> homeFirst() {
    List<String> names = new ArrayList<>(nodes.keySet());
    names.remove(home);
    names.addFirst(home);
    return names;
  }

  private List<String> skipped(Plan plan) {
    return nodes.keySet().stream().filter(name -> !plan.order().contains(name)).toList();
  }

  private static Plan overheard(Plan plan, SortedMap<String, Reply.Seen> heard) {
    Map<String, Replica<Request, Reply>> by = new LinkedHashMap<>();
    plan.by().forEach((name, replica) -> by.put(name, new Overheard(replica, heard)));
    return new Plan(plan.order(), by);
  }

  private record Overheard(Replica<Request, Reply> replica, SortedMap<String, Reply.Seen> heard)
      implements Replica<Request, Reply> {

    @Override
    public String name() {
      return replica.name();
    }

    @Override
    public void ask(Request request, long timeoutMs, Consumer<Event<Reply>> callback) {
      replica.ask(
          request,
          timeoutMs,
          event -> {
            if (event instanceof Event.Answered<Reply>(String node, Reply reply)
                && reply instanceof Reply.Seen seen) {
              heard.put(node, seen);
            }
            callback.accept(event);
          });
    }
  }

  private void repair(String node, Request.Merge merge) {
    replicas
        .get(node)
        .ask(
            merge,
            networkTimeout.toMillis(),
            event -> {
              if (event instanceof Event.Answered<Reply>(String name, Reply reply)
                  && reply instanceof Reply.Merged(int changed, int dropped)) {
                metrics.repaired(changed);
              }
            });
  }
}
