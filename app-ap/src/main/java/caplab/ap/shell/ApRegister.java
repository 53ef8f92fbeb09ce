package caplab.ap.shell;

import caplab.ap.core.InstanceMemory;
import caplab.ap.core.Outcome;
import caplab.ap.core.Read;
import caplab.ap.core.Reply;
import caplab.ap.core.Request;
import caplab.ap.core.SessionToken;
import caplab.ap.core.StalenessBound;
import caplab.ap.core.Write;
import caplab.node.Breaker;
import caplab.protocol.EventLoop;
import caplab.protocol.Replica;
import caplab.protocol.Trail;
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
import java.util.stream.Stream;

/**
 * The operations of the available register: the home node first, then the next whose breaker lets
 * it. When none of them serves, each other node is tried once all the same, those first that are
 * merely slow: an answer late is better than none. Deadlines are times of the event loop.
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

  /**
   * Whom to ask.
   *
   * @param order those whose breakers let it
   * @param last those whose breakers are open, for when nobody else serves
   */
  private record Plan(
      List<String> order, List<String> last, Map<String, Replica<Request, Reply>> replicas) {

    List<String> all() {
      return last.isEmpty() ? order : Stream.concat(order.stream(), last.stream()).toList();
    }
  }

  private final EventLoop loop;
  private final ApShell.Nodes nodes;
  private final ApShell.Rules rules;
  private final InstanceMemory memory;
  private final ApHealing healing;
  private final ApListener listener;
  private final ReadCache cache;
  private final List<String> homeFirst;
  private final Map<String, Replica<Request, Reply>> guarded;
  private final Map<String, Replica<Request, Reply>> willing;
  private final Plan usual;
  private final Optional<Trail<Request, Reply>> trail;

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
    guarded = new LinkedHashMap<>();
    willing = new LinkedHashMap<>();
    trail = Optional.empty();
    for (String name : homeFirst) {
      guarded.put(name, healing.attentive(nodes.guarded().get(name)));
      willing.put(name, healing.attentive(nodes.willing(name)));
    }
    usual = new Plan(homeFirst, List.of(), willing);
  }

  private ApRegister(ApRegister same, Optional<Trail<Request, Reply>> trail) {
    this.loop = same.loop;
    this.nodes = same.nodes;
    this.rules = same.rules;
    this.memory = same.memory;
    this.healing = same.healing;
    this.listener = same.listener;
    this.cache = same.cache;
    this.homeFirst = same.homeFirst;
    this.guarded = same.guarded;
    this.willing = same.willing;
    this.usual = same.usual;
    this.trail = trail;
  }

  /** This register, whose operations the trail follows; itself if there is none. Any thread may. */
  public ApRegister along(Optional<Trail<Request, Reply>> trail) {
    return trail.isEmpty() ? this : new ApRegister(this, trail);
  }

  /**
   * Writes, or deletes if there is no value; under the policy throttle perhaps a little later.
   *
   * @param context what exactly is superseded, if the client says
   * @param shown what the session was shown, which is superseded if it does not say (AP-2)
   */
  public void write(
      String key,
      Optional<String> value,
      Optional<SessionToken.Context> context,
      SessionToken.Context shown,
      long deadlineMs,
      Consumer<Told> then) {
    long waitMs =
        rules.throttles().getAsBoolean()
            ? StalenessBound.throttleMs(
                healing.sightings().boundUs(rules.home()), rules.maxStalenessMs())
            : 0;
    if (waitMs > 0) {
      loop.in(waitMs, () -> writeNow(key, value, context, shown, deadlineMs, then));
    } else {
      writeNow(key, value, context, shown, deadlineMs, then);
    }
  }

  private void writeNow(
      String key,
      Optional<String> value,
      Optional<SessionToken.Context> context,
      SessionToken.Context shown,
      long deadlineMs,
      Consumer<Told> then) {
    SortedSet<String> named = context.orElse(shown).ids();
    Request.Write write =
        new Request.Write(
            key,
            value,
            memory.id(),
            memory.tick(),
            context.map(SessionToken.Context::vector),
            shown.vector(),
            named,
            Long.MAX_VALUE,
            rules.siblings());
    cache.forget(key);
    Plan plan = plan(true);
    if (plan.all().isEmpty()) {
      then.accept(told(new Outcome.Unavailable(1, 0), List.of(), Collections.emptySortedMap()));
      return;
    }
    long askedNanos = loop.nanoTime();
    loop.run(
        Write.start(write, plan.all(), memory, rules.patienceMs(), loop.nowMs(), deadlineMs),
        plan.replicas(),
        trail,
        () -> new Outcome.Unknown(1),
        outcome -> {
          ended(key, outcome, askedNanos);
          boolean first =
              outcome instanceof Outcome.Written written && plan.order().contains(written.node());
          List<String> asked = first ? plan.order() : plan.all();
          SortedSet<String> ids = new TreeSet<>(named);
          ids.add(write.id());
          then.accept(new Told(outcome, ids, asked, skipped(asked), Collections.emptySortedMap()));
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
      then.accept(
          new Told(
              known.get(),
              Collections.emptySortedSet(),
              List.of(),
              List.of(),
              Collections.emptySortedMap()));
      return;
    }
    Plan plan = plan(wish.level() == Read.Level.ONE);
    read(key, wish, explain, deadlineMs, plan, plan.order().isEmpty(), new TreeMap<>(), then);
  }

  /** Asks those whose breakers let it; if none of them answers, the others as a last resort. */
  private void read(
      String key,
      Read.Wish wish,
      boolean explain,
      long deadlineMs,
      Plan plan,
      boolean lastResort,
      SortedMap<String, Reply.Seen> heard,
      Consumer<Told> then) {
    List<String> asked = lastResort ? plan.all() : plan.order();
    List<String> now = lastResort ? plan.last() : plan.order();
    if (now.isEmpty()) {
      then.accept(told(new Outcome.Unavailable(1, 0), asked, heard));
      return;
    }
    boolean more = !lastResort && !plan.last().isEmpty();
    long askedMs = loop.nowMs();
    long leftMs = more ? Math.min(rules.patienceMs(), (deadlineMs - askedMs) / 3) : 0;
    long askedNanos = loop.nanoTime();
    loop.run(
        Read.start(key, wish, now, memory, rules.patienceMs(), askedMs, deadlineMs - leftMs),
        explain ? overheard(plan.replicas(), heard) : plan.replicas(),
        trail,
        () -> new Outcome.Unavailable(1, 0),
        outcome -> {
          if (more && outcome instanceof Outcome.Unavailable) {
            read(key, wish, explain, deadlineMs, plan, true, heard, then);
            return;
          }
          if (outcome instanceof Outcome.Found found) {
            if (wish.level() == Read.Level.ONE) {
              listener.read(loop.nanoTime() - askedNanos);
            }
            if (rules.repairs().getAsBoolean()) {
              found.repairs().forEach(this::repair);
            }
            cache.keep(key, found, askedMs);
          }
          then.accept(told(outcome, asked, heard));
        });
  }

  private Told told(Outcome outcome, List<String> asked, SortedMap<String, Reply.Seen> heard) {
    // A copy: nodes may answer when the operation is over, and another thread tells of it then.
    SortedMap<String, Reply.Seen> until = new TreeMap<>(heard);
    return new Told(outcome, Collections.emptySortedSet(), asked, skipped(asked), until);
  }

  /** A read that needs several nodes asks nobody past a breaker: it may be refused (AP-1). */
  private Plan plan(boolean insist) {
    if (noneOpen()) {
      return insist ? usual : new Plan(homeFirst, List.of(), guarded);
    }
    return insist
        ? new Plan(
            homeFirst.stream().filter(name -> !nodes.open(name)).toList(),
            homeFirst.stream()
                .filter(name -> nodes.open(name) && !nodes.forced(name))
                .sorted(Comparator.comparing(nodes::silent))
                .toList(),
            willing)
        : new Plan(
            homeFirst.stream().filter(name -> !nodes.breakers().get(name).skips()).toList(),
            List.of(),
            guarded);
  }

  private boolean noneOpen() {
    for (Breaker breaker : nodes.breakers().values()) {
      if (breaker.state() == Breaker.State.OPEN) {
        return false;
      }
    }
    return true;
  }

  private List<String> skipped(List<String> asked) {
    return asked.size() == homeFirst.size()
        ? List.of()
        : nodes.breakers().keySet().stream().filter(name -> !asked.contains(name)).toList();
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
