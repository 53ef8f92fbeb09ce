package caplab.ap.core;

import caplab.protocol.Event;
import caplab.protocol.Step;
import caplab.sim.Program;
import caplab.sim.Program.Job;
import caplab.sim.Setup;
import caplab.sim.SmallWorld;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * A small world of app-ap: three nodes in their first lives, one key, clients with a session each,
 * turns of links and repairs. Every client and every turn is a process of its own. Time stands
 * still, so bounds are not judged; logs are not trimmed.
 */
final class ApWorld {

  static final String KEY = "a";
  static final List<String> NAMES = List.of("db_g1", "db_g2", "db_g3");

  /** What clients, links and repairs do. */
  sealed interface Work {}

  /** A write, at the first of these nodes that answers; empty deletes. */
  record Put(Optional<String> value, boolean withContext, List<String> nodes) implements Work {}

  /** A read by the session at one node. */
  record Get(String node) implements Work {}

  private record Turn(String source, String target, boolean repair) {}

  /** What a client carries from one operation to the next. */
  private static final class Session {
    private VersionVector token = VersionVector.NONE;
    private Optional<KeyState> read = Optional.empty();
  }

  /** 1, 2, 3 and so on, from a start of its own for each process. */
  private static final class Numbers implements LongSupplier {
    private long next;

    Numbers(long first) {
      next = first;
    }

    @Override
    public long getAsLong() {
      return next++;
    }
  }

  /** Where time stands still no attempt is late, and no clock need be heard. */
  private static final class StillClocks extends InstanceMemory {
    StillClocks(SortedSet<String> members, LongSupplier wallMs, LongSupplier random) {
      super(members, wallMs, random);
    }

    @Override
    public OptionalLong notAfterUs(String node, long nowMs, long patienceMs) {
      return OptionalLong.of(Long.MAX_VALUE);
    }
  }

  private final Rules rules;
  private final List<List<Work>> clients = new ArrayList<>();
  private final List<Turn> turns = new ArrayList<>();
  private BiFunction<String, Request, Request> sent = (node, request) -> request;
  private Consumer<Table> before = table -> {};
  private int losses;
  private int duplicates;

  ApWorld(Rules rules) {
    this.rules = rules;
  }

  static Put put(String value, String... nodes) {
    return new Put(Optional.of(value), false, List.of(nodes));
  }

  static Put delete(String... nodes) {
    return new Put(Optional.empty(), false, List.of(nodes));
  }

  /** The same, superseding exactly what the session read last. */
  static Put knowing(Put write) {
    return new Put(write.value(), true, write.nodes());
  }

  static Get get(String node) {
    return new Get(node);
  }

  /** What becomes of a request on its way to a node. */
  ApWorld sent(BiFunction<String, Request, Request> other) {
    sent = other;
    return this;
  }

  /** What happened before the world begins. */
  ApWorld before(Consumer<Table> other) {
    before = other;
    return this;
  }

  ApWorld losses(int most) {
    losses = most;
    return this;
  }

  ApWorld duplicates(int most) {
    duplicates = most;
    return this;
  }

  /** One more client with a session. */
  ApWorld client(Work... work) {
    clients.add(Arrays.asList(work));
    return this;
  }

  /** One turn of a link at some time. */
  ApWorld link(String source, String target) {
    turns.add(new Turn(source, target, false));
    return this;
  }

  /** The key's state read at one node and merged into another, at some times. */
  ApWorld repair(String source, String target) {
    turns.add(new Turn(source, target, true));
    return this;
  }

  SmallWorld<Request, Reply, InMemoryReplica> build() {
    Table table = new Table(rules);
    before.accept(table);
    long timeUs = table.timeUs();
    List<java.util.function.IntFunction<Program<Request, Reply>>> programs = new ArrayList<>();
    List<Integer> owners = new ArrayList<>();
    for (int i = 0; i < clients.size(); i++) {
      int client = i;
      int first = owners.size();
      clients.get(i).forEach(work -> owners.add(client));
      programs.add(life -> client(table, client, first));
    }
    for (int i = 0; i < turns.size(); i++) {
      Turn turn = turns.get(i);
      int number = clients.size() + i;
      programs.add(life -> turn(table, number, turn));
    }
    Judge judge = new Judge(rules, owners, timeUs);
    return new SmallWorld<>(
        new Setup<>(
            NAMES,
            table.nodes::get,
            (node, request) -> handle(node, request, timeUs),
            node -> rules.replica(node.name()),
            request ->
                request instanceof Request.Status
                    || request instanceof Request.Read
                    || request instanceof Request.Log
                    || request instanceof Request.Fetch,
            (node, request) ->
                request instanceof Request.Apply apply
                    && node.seen().at(apply.source()) > apply.after(),
            request -> false,
            programs,
            owners.size(),
            0,
            duplicates,
            0,
            losses,
            judge::fault,
            true,
            List.of(UnaryOperator.identity()),
            it -> false));
  }

  private Setup.Handled<InMemoryReplica, Reply> handle(
      InMemoryReplica node, Request request, long timeUs) {
    InMemoryReplica copy = rules.replica(node.name());
    copy.restore(node);
    Request arrived = rules.request(sent.apply(node.name(), request));
    Reply reply = copy.on(arrived, node.standing().run(), timeUs);
    return new Setup.Handled<>(copy, rules.reply(request, reply));
  }

  private InstanceMemory memory(Table table, int process) {
    SortedSet<String> names = new TreeSet<>(NAMES);
    InstanceMemory memory =
        new StillClocks(names, () -> 9_000_000L, new Numbers(1_000L * (process + 1)));
    memory.learn(table.memory.lives());
    return memory;
  }

  private Program<Request, Reply> client(Table table, int client, int first) {
    InstanceMemory memory = memory(table, client);
    Session session = new Session();
    List<Job<Request, Reply>> lane = new ArrayList<>();
    for (Work work : clients.get(client)) {
      int operation = first + lane.size();
      lane.add(
          switch (work) {
            case Put put ->
                Job.<Request, Reply>operation(
                        (put.value().isPresent() ? "put " + put.value().get() : "delete"),
                        operation,
                        0,
                        () -> write(memory, session, put))
                    .telling(outcome -> wrote(session, (Outcome) outcome));
            case Get(String node) ->
                Job.<Request, Reply>operation(
                        "get", operation, 0, () -> read(memory, session, node))
                    .telling(outcome -> read(session, (Outcome) outcome));
          });
    }
    return new Program<>(List.of(memory, session), List.of(lane));
  }

  private Step<Request, Reply, ?> write(InstanceMemory memory, Session session, Put put) {
    Optional<KeyState> known = put.withContext() ? session.read : Optional.empty();
    Request.Write write =
        new Request.Write(
            KEY,
            put.value(),
            memory.id(),
            memory.tick(),
            known.map(KeyState::context),
            VersionVector.NONE,
            known.map(KeyState::known).orElseGet(TreeSet::new),
            Long.MAX_VALUE,
            KeyState.Limit.DEFAULT);
    return Write.start(write, put.nodes(), memory, Program.PATIENCE_MS, 0, Program.DEADLINE_MS);
  }

  private static void wrote(Session session, Outcome outcome) {
    if (outcome instanceof Outcome.Written written) {
      session.token = session.token.join(written.token());
    }
  }

  private Step<Request, Reply, ?> read(InstanceMemory memory, Session session, String node) {
    Read.Wish wish =
        new Read.Wish(
            Read.Level.ONE, OptionalLong.empty(), false, rules.asked(session.token), false);
    return Read.start(
        KEY, wish, List.of(node), memory, Program.PATIENCE_MS, 0, Program.DEADLINE_MS);
  }

  private void read(Session session, Outcome outcome) {
    if (outcome instanceof Outcome.Found found) {
      session.token = session.token.join(rules.kept(found));
      session.read = Optional.of(found.state());
    }
  }

  private Program<Request, Reply> turn(Table table, int process, Turn turn) {
    InstanceMemory memory = memory(table, process);
    String arrow = turn.source() + " > " + turn.target();
    Job<Request, Reply> job =
        turn.repair()
            ? background("repair " + arrow, () -> repair(memory, turn))
            : background(
                "link " + arrow,
                () ->
                    Shipping.start(
                        turn.source(),
                        turn.target(),
                        VersionVector.NONE,
                        memory,
                        10,
                        false,
                        Program.PATIENCE_MS,
                        0));
    return new Program<>(memory, List.of(List.of(job)));
  }

  private static Job<Request, Reply> background(
      String name, java.util.function.Supplier<Step<Request, Reply, ?>> begin) {
    return new Job<>(name, -1, 0, false, false, false, begin, outcome -> {});
  }

  /** What a read of several nodes leaves to be done: the state as read, merged elsewhere. */
  private static Step<Request, Reply, Boolean> repair(InstanceMemory memory, Turn turn) {
    String source = memory.lives().of(turn.source()).orElseThrow();
    String target = memory.lives().of(turn.target()).orElseThrow();
    return ask(
        turn.source(),
        new Request.Fetch(source, List.of(KEY)),
        reply -> {
          Reply.States read = (Reply.States) reply;
          Request merge = new Request.Merge(target, source, read.states(), read.seen());
          return ask(turn.target(), merge, merged -> new Step.Done<>(true));
        });
  }

  private static Step<Request, Reply, Boolean> ask(
      String node, Request request, Function<Reply, Step<Request, Reply, Boolean>> then) {
    return new Step.Ask<>(
        Map.of(node, request),
        Program.PATIENCE_MS,
        (event, nowMs) ->
            event instanceof Event.Answered<Reply>(String from, Reply reply)
                ? then.apply(reply)
                : new Step.Done<>(false));
  }
}
