package caplab.cp.core;

import static caplab.cp.core.Bench.only;
import static caplab.cp.core.Bench.state;
import static org.assertj.core.api.Assertions.assertThat;

import caplab.protocol.Event;
import caplab.protocol.Phase;
import caplab.protocol.Replica;
import caplab.protocol.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What one write or read sends, and how honestly it ends. */
class WriteTest {

  private final ProposerMemory instance = new ProposerMemory(1);
  private final List<Class<?>> sent = new ArrayList<>();
  private Bench bench;
  private final BiPredicate<String, Request> everywhere = (node, request) -> note(request);

  @BeforeEach
  void form() {
    bench = Bench.formed(3);
    bench.heal(instance, bench.all());
  }

  private boolean note(Request request) {
    return sent.add(request.getClass());
  }

  private Outcome put(String value) {
    return bench.put(instance, "id-" + value, value, everywhere);
  }

  /** CP-3. */
  @Test
  void preparesOnce_thenWritesInOneRoundTrip() {
    put("a");
    assertThat(sent).contains(Request.Prepare.class);
    sent.clear();
    assertThat(put("b"))
        .isInstanceOfSatisfying(Outcome.Applied.class, it -> assertThat(it.version()).isEqualTo(2));
    assertThat(sent).containsOnly(Request.Accept.class);
  }

  /**
   * CP-7: its promise is stale, its accept refused, and the window no longer reaches back to it.
   */
  @Test
  void writesOn_howeverManyRoundsOfOthersCameSince() {
    bench.put(instance, instance.operation(), "mine", everywhere);
    ProposerMemory other = new MemoryOf(bench).memory();
    for (int i = 0; i < 3 * OperationWindow.WINDOW; i++) {
      bench.put(other, other.operation(), "other" + i, everywhere);
    }
    assertThat(bench.put(instance, instance.operation(), "again", everywhere))
        .isInstanceOfSatisfying(
            Outcome.Applied.class,
            it -> assertThat(it.version()).isEqualTo(3 * OperationWindow.WINDOW + 2));
  }

  /** CP-3: its promise is of a round that confirmed a failed condition; it has none of its own. */
  @Test
  void writesForTheFirstTime_howeverManyRoundsOfOthersCameSinceItAsked() {
    ProposerMemory other = new MemoryOf(bench).memory();
    bench.put(other, other.operation(), "first", everywhere);
    Change unmet = new Change.Put("mine", new Change.AtVersion(7));
    assertThat(bench.change(instance, instance.operation(), unmet, everywhere))
        .isInstanceOf(Outcome.Unmet.class);
    for (int i = 0; i < OperationWindow.WINDOW; i++) {
      bench.put(other, other.operation(), "other" + i, everywhere);
    }
    assertThat(bench.put(instance, instance.operation(), "mine", everywhere))
        .isInstanceOfSatisfying(
            Outcome.Applied.class,
            it -> assertThat(it.version()).isEqualTo(OperationWindow.WINDOW + 2));
  }

  /** CP-4. */
  @Test
  void readsWithoutWriting_whenTheMajorityAgrees() {
    put("a");
    Outcome read = bench.read(new MemoryOf(bench).memory(), only("n2", "n3"));
    assertThat(state(read).value()).contains("a");
    assertThat(read.rounds()).extracting(Outcome.Trace::asked).containsExactly(Outcome.Asked.READ);
  }

  @Test
  void completesARound_whenTheMajorityDisagrees() {
    put("a");
    put("b", (node, request) -> node.equals("n1"));
    Outcome read = bench.read(new MemoryOf(bench).memory(), only("n1", "n2"));
    assertThat(state(read).value()).contains("b");
    assertThat(read.rounds())
        .extracting(Outcome.Trace::asked)
        .containsExactly(Outcome.Asked.READ, Outcome.Asked.PREPARE, Outcome.Asked.ACCEPT);
  }

  private Outcome put(String value, BiPredicate<String, Request> delivered) {
    return bench.put(instance, "id-" + value, value, delivered);
  }

  @Test
  void answersNotApplied_whenNothingWasProposed() {
    assertThat(put("a", (node, request) -> node.equals("n1")))
        .isInstanceOf(Outcome.NotApplied.class);
  }

  /** CP-13: a look or a refill mends it, and every try is a write on the node that may vote. */
  @Test
  void asksSeldom_whileTooFewMayVote() {
    bench.restart("n2");
    bench.restart("n3");
    sent.clear();
    Read read = new Read(instance, "k:x", Bench.PATIENCE_MS, 3_000);
    assertThat(bench.run(read.start(0), everywhere))
        .isInstanceOfSatisfying(
            Outcome.NotApplied.class,
            it -> assertThat(it.reason()).isEqualTo(Outcome.Reason.FENCED));
    assertThat(sent.stream().filter(Request.Prepare.class::equals)).hasSizeBetween(3 * 10, 3 * 31);
  }

  /** CP-6. */
  @Test
  void answersUnknown_whenAnAcceptWasSentAndNoMajorityAnswered() {
    Outcome outcome =
        put("a", (node, request) -> !(request instanceof Request.Accept) || node.equals("n1"));
    assertThat(outcome).isInstanceOf(Outcome.Unknown.class);
    assertThat(bench.settle(instance, (Outcome.Unknown) outcome))
        .isInstanceOf(Outcome.Applied.class);
  }

  /** CP-7. */
  @Test
  void settlesAsNotApplied_whatNoNodeEverGot() {
    Outcome outcome = put("a", (node, request) -> !(request instanceof Request.Accept));
    assertThat(bench.settle(instance, (Outcome.Unknown) outcome))
        .isInstanceOf(Outcome.NotApplied.class);
    bench.arrive((node, request) -> request instanceof Request.Accept);
    assertThat(state(bench.read(instance, bench.all())).value()).isEmpty();
  }

  /** CP-7: its author went on, and the one round of its that is left is a later one. */
  @Test
  void leavesUnsettled_whatMayHaveLeftTheWindow() {
    String id = instance.operation();
    assertThat(bench.put(instance, id, "mine", everywhere)).isInstanceOf(Outcome.Applied.class);
    for (int i = 0; i < OperationWindow.WINDOW; i++) {
      bench.put(instance, instance.operation(), "later" + i, everywhere);
    }
    assertThat(bench.settle(instance, id, 0)).isInstanceOf(Outcome.Unknown.class);
  }

  /** CP-6: the last promise comes when the answer is due. */
  @Test
  void sendsNoAccept_whenTheDeadlineHasCome() {
    Write.Job job =
        new Write.Job("k:x", "id", new Change.Put("a", new Change.Always()), 1_000, 100);
    Step<Request, Reply, Outcome> step = Write.start(new MemoryOf(bench).memory(), job, 0);
    for (String node : List.of("n1", "n2")) {
      Phase<Request, Reply, Outcome> phase =
          step instanceof Step.Ask<Request, Reply, Outcome> ask
              ? ask.then()
              : ((Step.Stay<Request, Reply, Outcome>) step).then();
      Reply promise = new Reply.Promised(Ballot.ZERO, RegisterState.NEVER);
      step = phase.on(new Event.Answered<>(node, promise), 100);
    }
    assertThat(step).isInstanceOf(Step.Done.class);
  }

  /** CP-18. */
  @Test
  void answersFull_whenEveryNodeIs_andUnknownWhenSomeAre() {
    put("a");
    bench.nodes.get("n1").full(true);
    bench.nodes.get("n2").full(true);
    assertThat(put("b")).isInstanceOf(Outcome.Unknown.class);
    bench.nodes.get("n3").full(true);
    assertThat(put("longer".repeat(100))).isInstanceOf(Outcome.Full.class);
  }

  /** The other two refuse for a ballot, which the next attempt mends. */
  @Test
  void goesOn_whenOneNodeIsFull_andAnotherInstanceWasFaster() {
    put("a");
    ProposerMemory other = new MemoryOf(bench).memory();
    bench.put(other, other.operation(), "other", (node, request) -> !node.equals("n2"));
    bench.nodes.get("n2").full(true);
    assertThat(put("longer".repeat(100))).isInstanceOf(Outcome.Applied.class);
  }

  @Test
  void refusesAtOnce_whenNoMajorityCanBeAsked() {
    Change put = new Change.Put("a", new Change.Always());
    Map<String, Replica<Request, Reply>> replicas = new TreeMap<>(bench.nodes);
    Stream.of("n1", "n2").forEach(name -> replicas.put(name, new Refusing(name)));
    assertThat(
            bench.run(
                Write.start(instance, new Write.Job("k:x", "id", put, 10, 1_000), 0), replicas))
        .isInstanceOfSatisfying(Outcome.NotApplied.class, it -> assertThat(it.rounds()).hasSize(1));
  }

  /** A node that certainly does not act. */
  private record Refusing(String name) implements Replica<Request, Reply> {
    @Override
    public void ask(Request request, long timeoutMs, Consumer<Event<Reply>> callback) {
      callback.accept(new Event.Silent<>(name, false, "breaker open"));
    }
  }

  @Test
  void confirmsAFailedCondition_withAMajority() {
    put("a");
    sent.clear();
    Change change = new Change.Put("b", new Change.AtVersion(7));
    assertThat(bench.change(instance, "id", change, everywhere))
        .isInstanceOfSatisfying(
            Outcome.Unmet.class, it -> assertThat(it.state().version()).isEqualTo(1));
    assertThat(sent).containsOnly(Request.Accept.class);
    assertThat(bench.change(instance, "id", change, (node, request) -> node.equals("n1")))
        .isInstanceOf(Outcome.NotApplied.class);
  }

  /** CP-10. */
  @Test
  void keepsCountingVersions_overADelete() {
    put("a");
    Change delete = new Change.Delete(new Change.Always());
    assertThat(bench.change(instance, "d1", delete, everywhere))
        .isInstanceOf(Outcome.Applied.class);
    assertThat(bench.change(instance, "d2", delete, everywhere))
        .isInstanceOfSatisfying(
            Outcome.Unchanged.class, it -> assertThat(it.state().version()).isEqualTo(2));
    Change create = new Change.Put("b", new Change.Absent());
    assertThat(bench.change(instance, "c", create, everywhere))
        .isInstanceOfSatisfying(Outcome.Applied.class, it -> assertThat(it.version()).isEqualTo(3));
    assertThat(state(bench.read(instance, bench.all())).value()).isEqualTo(Optional.of("b"));
  }

  /** Another instance that has met the view. */
  private record MemoryOf(Bench bench) {
    ProposerMemory memory() {
      ProposerMemory memory = new ProposerMemory(2);
      bench.heal(memory, bench.all());
      return memory;
    }
  }
}
