package caplab.ap.shell;

import caplab.ap.core.InstanceMemory;
import caplab.ap.core.Outcome;
import caplab.ap.core.Read;
import caplab.ap.core.Reply;
import caplab.ap.core.Request;
import caplab.ap.core.SessionToken;
import caplab.ap.core.StalenessBound;
import caplab.ap.core.Write;
import caplab.protocol.EventLoop;
import caplab.protocol.Replica;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The operations of the available register: the home node first, then the next whose breaker lets
 * it. When every breaker is open each node is tried once all the same, those first that are merely
 * slow: an answer late is better than none. Deadlines are times of the event loop.
 */
public final class ApRegister {

  /**
   * How an operation went.
   *
   * @param outcome what became of it
   * @param ids of a write: what a next write supersedes by name
   * @param asked the nodes it could ask, in order
   * @param skipped nodes whose breaker was open
   * @param heard what nodes answered to a read, for those who want it explained
   */
  public record Told(
      Outcome outcome,
      SortedSet<String> ids,
      List<String> asked,
      List<String> skipped,
      SortedMap<String, Reply.Seen> heard) {

    /** What the writer may supersede next; its own value by its id too, whatever dots it has. */
    public SessionToken.Context contextAfter(Outcome.Written written) {
      SortedSet<String> all = new TreeSet<>(written.reply().named());
      all.addAll(ids);
      return new SessionToken.Context(written.reply().context(), all);
    }
  }

  private record Plan(
      List<String> order, Map<String, ? extends Replica<Request, Reply>> replicas) {}

  private final EventLoop loop;
  private final ApShell.Nodes nodes;
  private final ApShell.Rules rules;
  private final InstanceMemory memory;
  private final ApHealing healing;
  private final ApListener listener;
  private final ReadCache cache;
  private final List<String> homeFirst;
  private final Map<String, Replica<Request, Reply>> guarded;
  private final Map<String, Replica<Request, Reply>> insisting;

  ApRegister(
      EventLoop loop,
      ApShell.Nodes nodes,
      ApShell.Rules rules,
      InstanceMemory memory,
      ApHealing healing,
      ApListener listener) {
    this.loop = loop;
    this.nodes = nodes;
    this.rules = rules;
    this.memory = memory;
    this.healing = healing;
    this.listener = listener;
    cache = new ReadCache(rules.cacheMs());
    List<String> names = new ArrayList<>(nodes.breakers().keySet());
    names.remove(rules.home());
    names.addFirst(rules.home());
    homeFirst = List.copyOf(names);
    guarded = attentive(nodes.guarded());
    insisting = attentive(nodes.insisting());
  }

  private Map<String, Replica<Request, Reply>> attentive(
      Map<String, ? extends Replica<Request, Reply>> replicas) {
    Map<String, Replica<Request, Reply>> all = new LinkedHashMap<>();
    replicas.forEach((name, replica) -> all.put(name, healing.attentive(replica)));
    return all;
  }

  /** Writes, or deletes if there is no value; under the policy throttle perhaps a little later. */
  public void write(
      String key,
      Optional<String> value,
      Optional<SessionToken.Context> context,
      long deadlineMs,
      Consumer<Told> then) {
    long waitMs =
        rules.throttles().getAsBoolean()
            ? StalenessBound.throttleMs(
                healing.sightings().boundUs(rules.home()), rules.maxStalenessMs())
            : 0;
    if (waitMs > 0) {
      loop.in(waitMs, () -> writeNow(key, value, context, deadlineMs, then));
    } else {
      writeNow(key, value, context, deadlineMs, then);
    }
  }

  private void writeNow(
      String key,
      Optional<String> value,
      Optional<SessionToken.Context> context,
      long deadlineMs,
      Consumer<Told> then) {
    SortedSet<String> named =
        context
            .<SortedSet<String>>map(SessionToken.Context::ids)
            .orElse(Collections.emptySortedSet());
    Request.Write write =
        new Request.Write(
            key,
            value,
            memory.id(),
            memory.tick(),
            context.map(SessionToken.Context::vector),
            named,
            Long.MAX_VALUE);
    cache.forget(key);
    Plan plan = plan(true);
    if (plan.order().isEmpty()) {
      then.accept(told(new Outcome.Unavailable(1, 0), plan, Collections.emptySortedMap()));
      return;
    }
    long asked = loop.nanoTime();
    loop.run(
        Write.start(write, plan.order(), memory, rules.patienceMs(), loop.nowMs(), deadlineMs),
        plan.replicas(),
        () -> new Outcome.Unknown(1),
        outcome -> {
          ended(key, outcome, asked);
          SortedSet<String> ids = new TreeSet<>(named);
          ids.add(write.id());
          then.accept(
              new Told(outcome, ids, plan.order(), skipped(plan), Collections.emptySortedMap()));
        });
  }

  private void ended(String key, Outcome outcome, long askedNanos) {
    if (outcome instanceof Outcome.Written written) {
      listener.wrote(
          key, written.reply().siblings(), written.unanswered(), loop.nanoTime() - askedNanos);
      healing.wrote(written);
    } else if (outcome instanceof Outcome.Unknown unknown) {
      listener.unanswered(unknown.unanswered());
    }
  }

  /** Reads at one node, or at as many as the wish needs. */
  public void read(
      String key, Read.Wish wish, boolean explain, long deadlineMs, Consumer<Told> then) {
    Optional<Outcome> known = explain ? Optional.empty() : cache.find(key, wish, loop.nowMs());
    if (known.isPresent()) {
      Plan none = new Plan(List.of(), Map.of());
      then.accept(
          new Told(
              known.get(),
              Collections.emptySortedSet(),
              none.order(),
              List.of(),
              Collections.emptySortedMap()));
      return;
    }
    SortedMap<String, Reply.Seen> heard = new TreeMap<>();
    Plan plan = plan(wish.level() == Read.Level.ONE);
    if (plan.order().isEmpty()) {
      then.accept(told(new Outcome.Unavailable(1, 0), plan, heard));
      return;
    }
    long askedMs = loop.nowMs();
    long asked = loop.nanoTime();
    loop.run(
        Read.start(key, wish, plan.order(), memory, rules.patienceMs(), askedMs, deadlineMs),
        explain ? overheard(plan.replicas(), heard) : plan.replicas(),
        () -> new Outcome.Unavailable(1, 0),
        outcome -> {
          if (outcome instanceof Outcome.Found found) {
            if (wish.level() == Read.Level.ONE) {
              listener.read(loop.nanoTime() - asked);
            }
            found.repairs().forEach(this::repair);
            cache.keep(key, found, askedMs);
          }
          then.accept(told(outcome, plan, heard));
        });
  }

  private Told told(Outcome outcome, Plan plan, SortedMap<String, Reply.Seen> heard) {
    return new Told(outcome, Collections.emptySortedSet(), plan.order(), skipped(plan), heard);
  }

  private Plan plan(boolean insist) {
    if (insist && homeFirst.stream().allMatch(nodes::open)) {
      return new Plan(
          homeFirst.stream()
              .filter(name -> !nodes.breakers().get(name).forced())
              .sorted(Comparator.comparing(nodes::silent))
              .toList(),
          insisting);
    }
    return new Plan(
        homeFirst.stream().filter(name -> !nodes.breakers().get(name).skips()).toList(), guarded);
  }

  private List<String> skipped(Plan plan) {
    return plan.order().size() == homeFirst.size()
        ? List.of()
        : nodes.breakers().keySet().stream().filter(name -> !plan.order().contains(name)).toList();
  }

  private Map<String, Replica<Request, Reply>> overheard(
      Map<String, ? extends Replica<Request, Reply>> replicas,
      SortedMap<String, Reply.Seen> heard) {
    Map<String, Replica<Request, Reply>> all = new LinkedHashMap<>();
    replicas.forEach((name, replica) ->
        all.put(
            name,
            new AttentiveReplica<>(
                loop,
                replica,
                Request.Read.class,
                (read, node, reply) -> {
                  if (reply instanceof Reply.Seen seen) {
                    heard.put(node, seen);
                  }
                })));
    return all;
  }

  private void repair(String node, Request.Merge merge) {
    healing.ask(
        node,
        merge,
        result -> {
          if (result instanceof SingleRequest.Answered(Reply.Merged(int changed, int dropped))) {
            listener.repaired(changed);
          }
        });
  }
}
