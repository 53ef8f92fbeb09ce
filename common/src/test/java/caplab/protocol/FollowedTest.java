package caplab.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.protocol.Event.Answered;
import caplab.protocol.Event.Silent;
import caplab.protocol.Step.Ask;
import caplab.protocol.Step.Done;
import caplab.protocol.Step.Pause;
import caplab.protocol.Step.Stay;
import caplab.sim.SimulatedLoop;
import caplab.sim.World;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What a trail hears of a protocol. */
class FollowedTest {

  /** A trail that notes what it hears; each round is told by its message. */
  private record Notes(List<String> lines) implements Trail<String, String> {
    @Override
    public Round<String> round(Map<String, String> messages) {
      String message = messages.values().iterator().next();
      lines.add(message + " to " + messages.size());
      return new Round<>() {
        @Override
        public void heard(Event<String> event) {
          lines.add(
              switch (event) {
                case Answered<String>(String node, String reply) ->
                    message + " " + node + ":" + reply;
                case Silent<String>(String node, boolean mayHaveActed, String reason) ->
                    message + " " + node + " silent";
                case Event.Timeout<String>() -> "never";
              });
        }

        @Override
        public void over() {
          lines.add(message + " over");
        }
      };
    }
  }

  private final World world = new World(1);
  private final List<Throwable> faults = new ArrayList<>();
  private final SimulatedLoop loop = new SimulatedLoop(world, 0, faults::add);
  private final Notes notes = new Notes(new ArrayList<>());
  private final Map<String, Consumer<Event<String>>> asked = new HashMap<>();
  private final List<String> outcomes = new ArrayList<>();

  private void run(Step<String, String, String> first) {
    Map<String, Replica<String, String>> replicas = Map.of("a", replica("a"), "b", replica("b"));
    loop.execute(
        () -> loop.run(first, replicas, Optional.of(notes), () -> "otherwise", outcomes::add));
  }

  /** A replica that answers when the test does. */
  private Replica<String, String> replica(String name) {
    return new Replica<>() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public void ask(String request, long timeoutMs, Consumer<Event<String>> callback) {
        asked.put(name + " " + request, callback);
      }
    };
  }

  private void answers(String node, String request) {
    asked.get(node + " " + request).accept(new Answered<>(node, "yes"));
  }

  private static Step<String, String, String> both(
      String message, Phase<String, String, String> then) {
    return new Ask<>(Map.of("a", message, "b", message), 1_000, then);
  }

  @Test
  void hearsEachRound_andAnAnswerThatComesAfterIt() {
    run(both("first", (one, now) -> both("second", (other, later) -> new Done<>("done"))));
    answers("a", "first");
    asked.get("b second").accept(new Silent<>("b", false, "away"));
    answers("b", "first");
    answers("a", "second");
    assertThat(notes.lines())
        .containsExactly(
            "first to 2",
            "first a:yes",
            "first over",
            "second to 2",
            "second b silent",
            "second over",
            "first b:yes",
            "second a:yes");
    assertThat(outcomes).containsExactly("done");
  }

  @Test
  void hearsThatARoundIsOver_whileTheProtocolBacksOff() {
    run(
        both(
            "first",
            (event, now) ->
                new Pause<>(5, 5, (over, later) -> both("second", FollowedTest::stay))));
    answers("a", "first");
    assertThat(notes.lines()).endsWith("first over");
    world.runUntil(10);
    assertThat(notes.lines()).endsWith("first over", "second to 2");
  }

  private static Step<String, String, String> stay(Event<String> event, long nowMs) {
    return new Stay<>(FollowedTest::stay);
  }

  @Test
  void hearsTheEndOfAProtocolThatIsAtFault() {
    run(
        both(
            "first",
            (event, now) -> {
              throw new IllegalStateException("a slip");
            }));
    answers("b", "first");
    assertThat(notes.lines()).containsExactly("first to 2", "first b:yes", "first over");
    assertThat(outcomes).containsExactly("otherwise");
    assertThat(faults).hasSize(1);
  }
}
