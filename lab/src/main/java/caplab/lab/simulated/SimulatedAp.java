package caplab.lab.simulated;

import caplab.ap.core.Incarnations;
import caplab.ap.core.InstanceMemory;
import caplab.ap.core.Outcome;
import caplab.ap.core.Read;
import caplab.ap.core.Reply;
import caplab.ap.core.Request;
import caplab.ap.core.Resync;
import caplab.ap.core.SessionToken;
import caplab.ap.core.Shipping;
import caplab.ap.core.StalenessBound;
import caplab.ap.core.VersionVector;
import caplab.ap.core.Write;
import caplab.lab.model.Topology;
import caplab.node.Breaker;
import caplab.protocol.Event;
import caplab.protocol.Step;
import caplab.sim.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** One instance of app-ap: the core's protocols, and what it does without being asked. */
final class SimulatedAp {

  private static final long WALL_MS = 1_700_000_000_000L;
  private static final long HOUSEKEEPING_MS = 1_000;
  private static final int EXCHANGE_MS = 15_000;
  private static final int PAGE = 32;
  private static final int TOMBSTONES_MOST = 200;

  private final World world;
  private final SimulatedProcess process;
  private final SortedMap<String, SimulatedConnection> connections;
  private final Mutations mutations;
  private final long logMost;
  private final List<SimulatedLink> links = new ArrayList<>();
  private final SortedMap<String, Reply.Greeting> greetings = new TreeMap<>();
  private InstanceMemory memory;
  private long resyncs;

  SimulatedAp(
      World world,
      SimulatedProcess process,
      SortedMap<String, SimulatedConnection> connections,
      Mutations mutations,
      long logMost) {
    this.world = world;
    this.process = process;
    this.connections = connections;
    this.mutations = mutations;
    this.logMost = logMost;
  }

  /** Begins a life: nothing of the last one is remembered. */
  void start() {
    memory =
        new InstanceMemory(
            names(),
            () -> WALL_MS + process.nowMs() + mutations.skewMs(process.zone()),
            () -> world.random().nextLong(Long.MAX_VALUE));
    links.clear();
    greetings.clear();
    for (String source : names()) {
      for (String target : names()) {
        if (!source.equals(target)) {
          links.add(new SimulatedLink(source, target, process, memory, this));
        }
      }
    }
    links.forEach(SimulatedLink::turn);
    names().forEach(this::keepHouse);
    exchange();
  }

  /** Writes at one node, home first; deletes if there is no value. */
  void write(
      String key,
      Optional<String> value,
      Optional<SessionToken.Context> context,
      BiConsumer<Request.Write, Outcome> then) {
    Request.Write write =
        new Request.Write(
            key,
            value,
            memory.id(),
            memory.tick(),
            context.map(SessionToken.Context::vector),
            context.map(SessionToken.Context::ids).orElseGet(TreeSet::new),
            Long.MAX_VALUE);
    long nowMs = process.nowMs();
    Plan plan = plan();
    plan.run(
        Write.start(
            write,
            plan.order(),
            memory,
            SimulatedStage.NETWORK_TIMEOUT_MS,
            nowMs,
            nowMs + SimulatedStage.DEADLINE_MS),
        (Outcome outcome) -> {
          if (outcome instanceof Outcome.Written written) {
            links.forEach(link -> link.wrote(written.node()));
          }
          then.accept(write, outcome);
        });
  }

  /** Reads at one node, home first. */
  void read(String key, VersionVector session, Consumer<Outcome> then) {
    Read.Wish wish =
        new Read.Wish(
            mutations.level(), OptionalLong.empty(), false, mutations.asked(session), false);
    long nowMs = process.nowMs();
    Plan plan = plan();
    plan.run(
        Read.start(
            key,
            wish,
            plan.order(),
            memory,
            SimulatedStage.NETWORK_TIMEOUT_MS,
            nowMs,
            nowMs + SimulatedStage.DEADLINE_MS),
        (Outcome outcome) -> {
          if (outcome instanceof Outcome.Found found) {
            found.repairs().forEach((node, merge) -> ask(node, merge, reply -> {}));
          }
          then.accept(outcome);
        });
  }

  /** A link of this instance brought a node level by a resync. */
  void resynced() {
    resyncs++;
  }

  /** How often one did. */
  long resyncs() {
    return resyncs;
  }

  /** Runs a protocol of this instance; {@code end} is not told if it dies before. */
  <O> void run(Step<Request, Reply, O> step, Consumer<O> end) {
    new Conversation<>(world, process, this::send, end).take(step);
  }

  private void send(
      String node, Request request, SortedSet<String> asked, Consumer<Event<Reply>> back) {
    connections.get(node).ask((SimulatedNode it) -> it.on(request), noting(back));
  }

  private void insist(
      String node, Request request, SortedSet<String> asked, Consumer<Event<Reply>> back) {
    connections.get(node).insist((SimulatedNode it) -> it.on(request), noting(back));
  }

  private Consumer<Event<Reply>> noting(Consumer<Event<Reply>> back) {
    return event -> {
      if (event instanceof Event.Answered<Reply> answered) {
        mutations.contact(process.zone(), answered.node(), world.now());
      }
      back.accept(event);
    };
  }

  /** One request, no matter what becomes of it; a node that is strange begins a new life first. */
  private void ask(String node, Request request, Consumer<Reply> then) {
    run(
        new Step.Ask<Request, Reply, Optional<Reply>>(
            Map.of(node, request),
            SimulatedStage.NETWORK_TIMEOUT_MS,
            (event, now) ->
                new Step.Done<>(
                    event instanceof Event.Answered<Reply>(String name, Reply reply)
                        ? Optional.of(reply)
                        : Optional.empty())),
        (Optional<Reply> reply) -> reply.ifPresent(it -> heard(node, request, it, then)));
  }

  private void heard(String node, Request request, Reply reply, Consumer<Reply> then) {
    if (reply instanceof Reply.Strange(String was) && !(request instanceof Request.Enter)) {
      ask(node, memory.enter(node, was, false), then);
    } else {
      then.accept(reply);
    }
  }

  private void keepHouse(String node) {
    process.in(HOUSEKEEPING_MS, () -> keepHouse(node));
    long askedMs = process.nowMs();
    ask(
        node,
        new Request.Status(),
        reply -> {
          if (reply instanceof Reply.Greeting greeting) {
            tidy(node, greeting, askedMs);
          }
        });
  }

  private void tidy(String node, Reply.Greeting greeting, long askedMs) {
    greetings.put(node, greeting);
    SortedMap<String, Reply.Greeting> others = new TreeMap<>(greetings);
    others.remove(node);
    String life = greeting.incarnation();
    long slowest = Incarnations.slowest(life, others.values(), names().size() - 1);
    long upTo = Math.min(greeting.seen().at(life), slowest);
    ask(node, new Request.Trim(life, upTo, logMost), reply -> {});
    StalenessBound.Pulse pulse =
        new StalenessBound.Pulse(greeting.timeUs(), askedMs, process.nowMs());
    Shipping.upkeep(node, greeting, pulse, greetings, memory, TOMBSTONES_MOST)
        .forEach(due -> ask(node, due, reply -> {}));
  }

  private void exchange() {
    process.in(
        EXCHANGE_MS / 2 + world.random().nextInt(EXCHANGE_MS / 2),
        () -> {
          exchange();
          List<String> all = List.copyOf(names());
          String source = all.get(world.random().nextInt(all.size()));
          String target = all.get(world.random().nextInt(all.size()));
          if (!source.equals(target)) {
            run(
                Resync.exchange(source, target, memory, PAGE, SimulatedStage.NETWORK_TIMEOUT_MS),
                this::exchanged);
          }
        });
  }

  private void exchanged(Resync.Result result) {
    if (result instanceof Resync.Distrusted(String node, String incarnation, int missing)) {
      ask(node, memory.enter(node, incarnation, true), reply -> {});
    }
  }

  private SortedSet<String> names() {
    return new TreeSet<>(connections.keySet());
  }

  /** Whom a request may ask, in order, and how. */
  private record Plan(
      World world,
      SimulatedProcess process,
      List<String> order,
      Conversation.Post<Request, Reply> post) {

    <O> void run(Step<Request, Reply, O> step, Consumer<O> end) {
      new Conversation<>(world, process, post, end).take(step);
    }
  }

  /** The nodes whose breaker lets it; all, past their breakers, if none does. */
  private Plan plan() {
    List<String> order =
        homeFirst().stream()
            .filter(name -> connections.get(name).state() != Breaker.State.OPEN)
            .toList();
    return order.isEmpty()
        ? new Plan(world, process, homeFirst(), this::insist)
        : new Plan(world, process, order, this::send);
  }

  private List<String> homeFirst() {
    List<String> names = new ArrayList<>(names());
    String home = Topology.node(process.zone());
    names.remove(home);
    names.addFirst(home);
    return names;
  }
}
