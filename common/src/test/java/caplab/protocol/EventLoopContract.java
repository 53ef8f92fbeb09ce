package caplab.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.protocol.Event.Answered;
import caplab.protocol.Event.Silent;
import caplab.protocol.Event.Timeout;
import caplab.protocol.Step.Ask;
import caplab.protocol.Step.Done;
import caplab.protocol.Step.Pause;
import caplab.protocol.Step.Stay;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every event loop does, in real time and in virtual time. */
abstract class EventLoopContract {

  private static final long LONG_MS = 60_000;

  /** A replica that a test writes down: what it does with a question and its callback. */
  private record Fake(String name, BiConsumer<String, Consumer<Event<String>>> behaviour)
      implements Replica<String, String> {
    @Override
    public void ask(String request, long timeoutMs, Consumer<Event<String>> callback) {
      behaviour.accept(request, callback);
    }
  }

  /** Starts something in a turn and returns how it ended. */
  abstract <T> T await(Consumer<Consumer<T>> operation);

  abstract EventLoop loop();

  /** Does this at another time: on another thread, or later in virtual time. */
  abstract void elsewhere(Runnable work);

  /** The faults that the loop was told of. */
  abstract List<Throwable> faults();

  @Test
  void feedsEveryAnswer_untilDone() {
    String outcome = run(gather(3, new ArrayList<>()), echo("a"), echo("b"), echo("c"));

    assertThat(outcome).isEqualTo("a:hi b:hi c:hi");
  }

  @Test
  void decidesAtTheFirstMajority_withoutTheRest() {
    assertThat(run(gather(2, new ArrayList<>()), echo("a"), mute("b"), echo("c")))
        .isEqualTo("a:hi c:hi");
  }

  @Test
  void sendsAllMessagesOfAnAsk_beforeTheFirstAnswerIsFed() {
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    Fake a = told("a", order);
    Fake b = told("b", order);

    run(
        ask(
            LONG_MS,
            (event, now) -> {
              order.add("fed");
              return new Done<>("done");
            }),
        a,
        b);

    assertThat(order).containsExactly("sent a", "sent b", "fed");
  }

  @Test
  void answersOnOtherThreads_areFedOneAtATime() {
    Fake[] crowd = IntStream.range(0, 50).mapToObj(i -> later("node" + i)).toArray(Fake[]::new);
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger fed = new AtomicInteger();

    run(counting(inside, fed, crowd.length), crowd);

    assertThat(fed).hasValue(crowd.length);
  }

  /** B-2. */
  @Test
  void dropsAnswersToAnEarlierAsk() {
    List<Consumer<Event<String>>> kept = new ArrayList<>();
    Fake late =
        new Fake(
            "a",
            (request, callback) -> {
              kept.add(callback);
              if (kept.size() == 2) {
                kept.getFirst().accept(new Answered<>("a", "to the first"));
                callback.accept(new Answered<>("a", "to the second"));
              }
            });
    Phase<String, String, String> second =
        (event, now) -> new Done<>(((Answered<String>) event).reply());

    String outcome = run(ask(1, (event, now) -> ask(LONG_MS, second, "a")), late);

    assertThat(outcome).isEqualTo("to the second");
  }

  @Test
  void givesTimeout_whenPatienceIsOver_andAgainWhileThePhaseStays() {
    assertThat(run(ask(1, countTimeouts(3)), mute("a"))).isEqualTo("3 timeouts");
  }

  @Test
  void givesTimeout_afterAPause() {
    Step<String, String, String> pause =
        new Pause<>(0, 5, (event, now) -> new Done<>(event.getClass().getSimpleName()));

    assertThat(run(pause)).isEqualTo("Timeout");
  }

  @Test
  void wakesEarlier_whenANewAskHasLessPatience() {
    Phase<String, String, String> impatient =
        (event, now) -> new Done<>(event instanceof Timeout ? "timeout" : "answer");
    Fake a = new Fake("a", (request, callback) -> startIf(request.equals("hi"), callback));

    String outcome =
        run(ask(LONG_MS, (event, now) -> new Ask<>(Map.of("a", "again"), 1, impatient)), a);

    assertThat(outcome).isEqualTo("timeout");
  }

  @Test
  void endsAsSaidBefore_andTellsTheFault_whenAPhaseThrows() {
    String outcome =
        run(
            ask(
                LONG_MS,
                (event, now) -> {
                  throw new IllegalStateException("a fault");
                }),
            later("a"));

    assertThat(outcome).isEqualTo("at fault");
    assertThat(faults())
        .singleElement()
        .satisfies(fault -> assertThat(fault).hasMessageContaining("fault"));
  }

  @Test
  void runsWhatWasPutOff_inTheOrderOfItsTime_exceptWhatWasCancelled() {
    List<String> done = new ArrayList<>();
    String end =
        await(then -> {
          loop().in(30, () -> then.accept("end"));
          loop().in(20, () -> done.add("20"));
          loop().in(10, () -> done.add("10")).cancel();
          loop().in(5, () -> done.add("5"));
        });

    assertThat(end).isEqualTo("end");
    assertThat(done).containsExactly("5", "20");
  }

  @Test
  void takesOneTurnAfterTheOther_thoughOneAsksForTheNext() {
    List<String> order = new ArrayList<>();
    await(then -> {
      loop()
          .execute(() -> {
            order.add("second");
            then.accept("");
          });
      order.add("first");
    });

    assertThat(order).containsExactly("first", "second");
  }

  private String run(Step<String, String, String> first, Fake... replicas) {
    Map<String, Fake> byName = new TreeMap<>();
    for (Fake replica : replicas) {
      byName.put(replica.name(), replica);
    }
    return await(then -> loop().run(everyone(first, byName), byName, () -> "at fault", then));
  }

  /** An Ask without addressees goes to every replica of the test. */
  private static Step<String, String, String> everyone(
      Step<String, String, String> step, Map<String, Fake> replicas) {
    if (step instanceof Ask<String, String, String>(var messages, var patience, var then)
        && messages.isEmpty()) {
      Map<String, String> all = new TreeMap<>();
      replicas.keySet().forEach(name -> all.put(name, "hi"));
      return new Ask<>(all, patience, then);
    }
    return step;
  }

  private static Ask<String, String, String> ask(
      long patienceMs, Phase<String, String, String> then, String... names) {
    Map<String, String> messages = new TreeMap<>();
    for (String name : names) {
      messages.put(name, "hi");
    }
    return new Ask<>(messages, patienceMs, then);
  }

  private static Step<String, String, String> gather(int needed, List<String> answers) {
    return ask(LONG_MS, gathering(needed, answers));
  }

  private static Phase<String, String, String> gathering(int needed, List<String> answers) {
    return (event, now) -> {
      switch (event) {
        case Answered<String>(String node, String reply) -> answers.add(node + ":" + reply);
        case Silent<String> silent -> answers.add("silent");
        case Timeout<String> timeout -> answers.add("timeout");
      }
      return answers.size() == needed
          ? new Done<>(String.join(" ", answers))
          : new Stay<>(gathering(needed, answers));
    };
  }

  private static Step<String, String, String> counting(
      AtomicInteger inside, AtomicInteger fed, int all) {
    return ask(LONG_MS, counted(inside, fed, all));
  }

  private static Phase<String, String, String> counted(
      AtomicInteger inside, AtomicInteger fed, int all) {
    return (event, now) -> {
      assertThat(inside.incrementAndGet()).isEqualTo(1);
      inside.decrementAndGet();
      return fed.incrementAndGet() == all
          ? new Done<>("all")
          : new Stay<>(counted(inside, fed, all));
    };
  }

  private static Phase<String, String, String> countTimeouts(int left) {
    return countTimeouts(1, left);
  }

  private static Phase<String, String, String> countTimeouts(int count, int enough) {
    return (event, now) ->
        count == enough
            ? new Done<>(count + " timeouts")
            : new Stay<>(countTimeouts(count + 1, enough));
  }

  private static Fake echo(String name) {
    return new Fake(name, (request, callback) -> callback.accept(new Answered<>(name, request)));
  }

  private static Fake told(String name, List<String> order) {
    return new Fake(
        name,
        (request, callback) -> {
          order.add("sent " + name);
          callback.accept(new Answered<>(name, request));
        });
  }

  private Fake later(String name) {
    return new Fake(name, (request, callback) -> startIf(true, callback));
  }

  private static Fake mute(String name) {
    return new Fake(name, (request, callback) -> {});
  }

  private void startIf(boolean answering, Consumer<Event<String>> callback) {
    if (answering) {
      elsewhere(() -> callback.accept(new Answered<>("x", "y")));
    }
  }
}
