package caplab.cp.core;

import caplab.protocol.Step;
import caplab.sim.Program;
import caplab.sim.Program.Job;
import caplab.sim.Renamings;
import caplab.sim.Setup;
import caplab.sim.SmallWorld;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A small world of app-cp: one register, its cluster formed, a few operations.
 *
 * <p>Nodes have one role, so every permutation of their names gives the same world. The change
 * counter stands still and every node has noted it of every other: both decide CP-15 only, which
 * speaks of restarts, and there are none here.
 */
final class CpWorld {

  private static final String KEY = "k:x";

  /** An operation on the one key, a change or a read; or a look at the nodes. */
  record Asked(String name, Optional<Change> change, boolean look) {}

  private final List<String> names = new ArrayList<>();
  private final View view;
  private final List<Asked> asked = new ArrayList<>();
  private final List<IntFunction<Program<Request, Reply>>> programs = new ArrayList<>();
  private QuorumRules proof = QuorumRules.PROOF;
  private BiFunction<String, String, InMemoryAcceptor> maker = InMemoryAcceptor::new;
  private UnaryOperator<Outcome> told = UnaryOperator.identity();
  private int retries;
  private int wipes;
  private int duplicates;
  private int crashes;
  private int losses = -1;

  CpWorld(int size) {
    TreeMap<String, View.Member> members = new TreeMap<>();
    for (int i = 1; i <= size; i++) {
      names.add("n" + i);
      members.put("n" + i, new View.Member("i0", ""));
    }
    view = new View(1, "first", members);
  }

  static Asked put(String value) {
    return new Asked(
        "put " + value, Optional.of(new Change.Put(value, new Change.Always())), false);
  }

  static Asked cas(String value, long version) {
    return new Asked(
        "cas " + value, Optional.of(new Change.Put(value, new Change.AtVersion(version))), false);
  }

  static Asked get() {
    return new Asked("get", Optional.empty(), false);
  }

  /** Looks at the nodes once, after a disk was lost, and does what that leads to. */
  static Asked look() {
    return new Asked("look", Optional.empty(), true);
  }

  CpWorld proof(QuorumRules other) {
    proof = other;
    return this;
  }

  CpWorld nodes(BiFunction<String, String, InMemoryAcceptor> other) {
    maker = other;
    return this;
  }

  /** What becomes of an outcome on its way to the client. */
  CpWorld told(UnaryOperator<Outcome> other) {
    told = other;
    return this;
  }

  /** How often each operation may go on after a conflict or a loss. */
  CpWorld retries(int most) {
    retries = most;
    return this;
  }

  CpWorld wipes(int many) {
    wipes = many;
    return this;
  }

  CpWorld duplicates(int many) {
    duplicates = many;
    return this;
  }

  CpWorld losses(int many) {
    losses = many;
    return this;
  }

  CpWorld crashes(int many) {
    crashes = many;
    return this;
  }

  /** One more instance, that does these things one after the other. */
  CpWorld instance(Asked... work) {
    int first = asked.size();
    int number = programs.size() + 1;
    Arrays.stream(work).filter(it -> !it.look()).forEach(asked::add);
    programs.add(life -> program(number * 10 + life, first, work));
    return this;
  }

  private Program<Request, Reply> program(int proposer, int first, Asked[] work) {
    ProposerMemory memory = new ProposerMemory(proposer, proof);
    memory.learn(view);
    List<Job<Request, Reply>> lane = new ArrayList<>();
    int next = first;
    for (Asked each : work) {
      if (each.look()) {
        String drawn = proposer + "x" + lane.size();
        lane.add(
            Job.healing(
                "look",
                retries,
                false,
                () ->
                    new NodeSurvey(memory, names, drawn, Program.PATIENCE_MS)
                        .start()
                        .then(0, (report, now) -> refill(report))));
      } else {
        lane.add(Job.operation(each.name(), next, retries, begin(memory, "o" + next, each)));
        next++;
      }
    }
    return new Program<>(memory, List.of(lane));
  }

  private static Step<Request, Reply, Boolean> refill(NodeSurvey.Report report) {
    return report.refill().map(Refill::start).orElseGet(() -> new Step.Done<>(false));
  }

  private static Supplier<Step<Request, Reply, ?>> begin(
      ProposerMemory memory, String id, Asked asked) {
    long patience = Program.PATIENCE_MS;
    long deadline = Program.DEADLINE_MS;
    return () ->
        asked.change().isPresent()
            ? Write.start(
                memory, new Write.Job(KEY, id, asked.change().get(), patience, deadline), 0)
            : new Read(memory, KEY, patience, deadline).start(0);
  }

  SmallWorld<Request, Reply, InMemoryAcceptor> build() {
    return new SmallWorld<>(
        new Setup<>(
            names,
            this::first,
            this::handle,
            this::wiped,
            request ->
                request instanceof Request.Read
                    || request instanceof Request.Survey
                    || request instanceof Request.Scan,
            CpWorld::spent,
            request -> request instanceof Request.Survey || request instanceof Request.Begin,
            programs,
            asked.size(),
            wipes,
            duplicates,
            crashes,
            losses,
            scene -> Linearizability.fault(history(scene)),
            false,
            Renamings.of(names),
            it -> it instanceof Outcome.Trace || it instanceof Outcome.Reason));
  }

  /** By ballots, view numbers and tokens alone, which never go back on a disk; not by the fence. */
  private static boolean spent(InMemoryAcceptor node, Request request) {
    NodeRecord record = node.disk().record().orElse(NodeRecord.NOTHING);
    InMemoryAcceptor.Register held =
        node.disk().registers().getOrDefault(KEY, InMemoryAcceptor.Register.NEVER);
    return switch (request) {
      case Request.Prepare prepare -> !prepare.ballot().above(held.newest());
      case Request.Accept accept ->
          held.promised().above(accept.ballot()) || !accept.ballot().above(held.accepted());
      case Request.Enter(View to) -> !to.newerThan(record.view());
      case Request.Begin begin -> record.view().newerThan(begin.newest());
      case Request.Advance advance -> otherPending(record, advance.incarnation());
      case Request.Refill refill -> otherPending(record, refill.incarnation());
      case Request.Admit admit -> otherPending(record, admit.incarnation());
      case Request.Each each -> each.requests().stream().allMatch(it -> spent(node, it));
      case Request.Read ignored -> true;
      case Request.Scan ignored -> true;
      case Request.Survey() -> true;
      case Request.Mark ignored -> false;
      case Request.Trust ignored -> false;
      case Request.Note ignored -> false;
    };
  }

  private static boolean otherPending(NodeRecord record, String incarnation) {
    return record.pending().filter(it -> it.incarnation().equals(incarnation)).isEmpty();
  }

  private InMemoryAcceptor first(String name) {
    InMemoryAcceptor node = maker.apply(name, "r0");
    NodeRecord record = new NodeRecord("i0", "r0", view, 0, Optional.empty());
    node.restart("r0", new InMemoryAcceptor.Disk(Optional.of(record), Map.of(), noted()));
    return node;
  }

  private Reply.Notes noted() {
    Map<String, Reply.Progress> notes = new HashMap<>();
    names.forEach(name -> notes.put(name, new Reply.Progress(Long.MAX_VALUE, "", 0)));
    return new Reply.Notes(0, notes);
  }

  private InMemoryAcceptor copy(InMemoryAcceptor node) {
    InMemoryAcceptor copy = maker.apply(node.name(), "r0");
    copy.become(node);
    return copy;
  }

  private Setup.Handled<InMemoryAcceptor, Reply> handle(InMemoryAcceptor node, Request request) {
    InMemoryAcceptor copy = copy(node);
    Reply reply = copy.handle(request);
    still(copy);
    return new Setup.Handled<>(copy, plain(reply));
  }

  /**
   * Of a refusal only the view is looked at, and of a status whether registers are there is not.
   */
  private static Reply plain(Reply reply) {
    return switch (reply) {
      case Reply.Fenced(Reply.Standing standing) ->
          new Reply.Fenced(
              new Reply.Standing(
                  standing
                      .record()
                      .map(it -> new NodeRecord("", "", it.view(), 0, Optional.empty())),
                  "",
                  false,
                  Reply.Notes.NONE));
      case Reply.Status(Reply.Standing it) ->
          new Reply.Status(new Reply.Standing(it.record(), it.run(), false, it.notes()));
      case Reply other -> other;
    };
  }

  private InMemoryAcceptor wiped(InMemoryAcceptor node) {
    InMemoryAcceptor copy = copy(node);
    copy.wipe();
    still(copy);
    return copy;
  }

  /** The counter back to 0, the notes as they were. */
  private void still(InMemoryAcceptor node) {
    InMemoryAcceptor.Disk disk = node.disk();
    Optional<NodeRecord> record =
        disk.record()
            .map(it -> new NodeRecord(it.incarnation(), it.run(), it.view(), 0, it.pending()));
    node.restart("r0", new InMemoryAcceptor.Disk(record, disk.registers(), noted()));
  }

  private List<Operation> history(caplab.sim.Scene<InMemoryAcceptor> scene) {
    List<Operation> history = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      if (scene.operations().get(i).started()) {
        Operation operation = new Operation("o" + i, asked.get(i).change(), scene.start(i));
        int number = i;
        scene
            .operations()
            .get(i)
            .outcome()
            .ifPresent(outcome -> operation.told(told.apply((Outcome) outcome), scene.end(number)));
        history.add(operation);
      }
    }
    return history;
  }
}
