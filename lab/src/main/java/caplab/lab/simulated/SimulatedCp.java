package caplab.lab.simulated;

import caplab.cp.core.Change;
import caplab.cp.core.NodeSurvey;
import caplab.cp.core.Outcome;
import caplab.cp.core.ProposerMemory;
import caplab.cp.core.Read;
import caplab.cp.core.Reply;
import caplab.cp.core.Request;
import caplab.cp.core.Write;
import caplab.lab.stage.Call;
import caplab.node.Breaker;
import caplab.protocol.Event;
import caplab.protocol.Step;
import caplab.sim.World;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.function.Consumer;

/** One instance of app-cp: the core's protocols, and the rules that its register keeps. */
final class SimulatedCp {

  private static final long SURVEY_MS = 1_000;
  private static final int PROPOSERS = 1_000_000_000;

  /** A change whose turn has not come (CP-5). */
  private record Waiting(Call call, long deadlineMs, Consumer<Outcome> then) {}

  private final World world;
  private final SimulatedProcess process;
  private final SortedMap<String, SimulatedConnection> connections;
  private final Mutations mutations;
  private final Map<String, Queue<Waiting>> turns = new HashMap<>();
  private ProposerMemory memory;
  private int drawn;
  private int look;

  SimulatedCp(
      World world,
      SimulatedProcess process,
      SortedMap<String, SimulatedConnection> connections,
      Mutations mutations) {
    this.world = world;
    this.process = process;
    this.connections = connections;
    this.mutations = mutations;
  }

  /** Begins a life: nothing of the last one is remembered. */
  void start() {
    turns.clear();
    memory = new ProposerMemory(1 + world.random().nextInt(PROPOSERS));
    heal(++look);
  }

  /** Whether the cluster has its first view, as far as this instance knows. */
  boolean formed() {
    return memory.view().number() > 0;
  }

  /** Carries a call out; {@code then} hears the outcome that a client is told. */
  void ask(Call call, Consumer<Outcome> then) {
    long deadlineMs = process.nowMs() + SimulatedStage.DEADLINE_MS;
    Consumer<Outcome> told =
        outcome -> {
          heed(outcome);
          then.accept(mutations.told(outcome));
        };
    if (!quorumPossible()) {
      told.accept(new Outcome.NotApplied(Outcome.Reason.NO_QUORUM, List.of()));
      return;
    }
    switch (call.f()) {
      case READ -> {
        Read read = new Read(memory, register(call), SimulatedStage.NETWORK_TIMEOUT_MS, deadlineMs);
        run(read.start(process.nowMs()), told);
      }
      case WRITE, CAS, DELETE -> {
        Queue<Waiting> turn = turns.computeIfAbsent(call.key(), key -> new ArrayDeque<>());
        turn.add(new Waiting(call, deadlineMs, told));
        if (turn.size() == 1) {
          next(turn);
        }
      }
    }
  }

  /** With too many breakers open the answer is known, and nothing is sent for it. */
  private boolean quorumPossible() {
    long open =
        connections.values().stream().filter(each -> each.state() == Breaker.State.OPEN).count();
    return connections.size() - open > connections.size() / 2;
  }

  /** The first of the queue is the one in progress. */
  private void next(Queue<Waiting> turn) {
    Waiting first = turn.peek();
    if (first == null) {
      return;
    }
    Consumer<Outcome> ended =
        outcome -> {
          turn.remove();
          first.then().accept(outcome);
          next(turn);
        };
    if (process.nowMs() >= first.deadlineMs()) {
      ended.accept(new Outcome.NotApplied(Outcome.Reason.CONTENTION, List.of()));
      return;
    }
    Write.Job job =
        new Write.Job(
            register(first.call()),
            memory.operation(),
            change(first.call()),
            SimulatedStage.NETWORK_TIMEOUT_MS,
            first.deadlineMs());
    run(Write.start(memory, job, process.nowMs()), ended);
  }

  private static Change change(Call call) {
    OptionalLong version = call.ifVersion();
    Change.Condition condition =
        version.isPresent() ? new Change.AtVersion(version.getAsLong()) : new Change.Always();
    return call.value()
        .<Change>map(value -> new Change.Put(value, condition))
        .orElseGet(() -> new Change.Delete(condition));
  }

  private void heal(int turn) {
    if (turn != look) {
      return;
    }
    NodeSurvey survey =
        NodeSurvey.of(
            memory, List.copyOf(connections.keySet()), draw(), SimulatedStage.NETWORK_TIMEOUT_MS);
    run(
        survey.start(),
        (NodeSurvey.Report report) ->
            process.in(
                report.again() ? 1 : SURVEY_MS + world.random().nextInt(100), () -> heal(turn)));
  }

  /** A node that refused is looked at once. */
  private void heed(Outcome outcome) {
    boolean fenced =
        outcome.rounds().stream().anyMatch(round -> round.nodes().containsValue("fenced"));
    if (fenced) {
      int turn = ++look;
      process.in(1, () -> heal(turn));
    }
  }

  private <O> void run(Step<Request, Reply, O> step, Consumer<O> end) {
    new Conversation<>(world, process, this::send, end).take(step);
  }

  private void send(
      String node, Request request, SortedSet<String> asked, Consumer<Event<Reply>> back) {
    connections
        .get(node)
        .ask(
            (SimulatedNode it) -> it.on(request),
            event -> {
              if (event instanceof Event.Answered<Reply>(String name, Reply reply)) {
                mutations.heard(request, name, reply, asked).forEach(back);
              } else {
                back.accept(event);
              }
            });
  }

  private String draw() {
    return "z" + process.zone() + "l" + process.life() + "n" + ++drawn;
  }

  private static String register(Call call) {
    return "k:" + call.key();
  }
}
