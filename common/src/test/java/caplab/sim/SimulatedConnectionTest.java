package caplab.sim;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.node.Breaker.State;
import caplab.node.NodeSettings.BreakerSettings;
import caplab.protocol.Event;
import caplab.protocol.Replica;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A connection in virtual time does what one in real time does (B-1). */
class SimulatedConnectionTest {

  private static final long TIMEOUT_MS = 1_000;
  private static final BreakerSettings BREAKER =
      new BreakerSettings(50, Duration.ofMillis(500), 10, 3, Duration.ofMillis(500), 2);

  private final World world = new World(1);
  private final SimulatedLoop loop = new SimulatedLoop(world, 0);
  private final List<Event<String>> heard = new ArrayList<>();
  private double answerMs = 100;
  private boolean serves = true;
  private int asked;

  private final SimulatedConnection connection =
      new SimulatedConnection(loop, "db_g1", BREAKER, TIMEOUT_MS, this::answer);

  private void answer(Consumer<Boolean> answered) {
    asked++;
    boolean well = serves;
    world.in(answerMs, () -> answered.accept(well));
  }

  private final Replica<String, String> node =
      connection.guarded(
          new Replica<>() {
            @Override
            public String name() {
              return "db_g1";
            }

            @Override
            public void ask(String request, long timeoutMs, Consumer<Event<String>> callback) {
              answer(well ->
                  callback.accept(
                      well
                          ? new Event.Answered<>("db_g1", request)
                          : new Event.Silent<>("db_g1", false, "LOADING")));
            }
          });

  @Test
  void servesEveryCall_whenTheTrialCallsAreServed() {
    askWhileHalfOpen(10);

    world.runUntil(world.now() + 500);

    assertThat(heard).hasSize(10).allMatch(event -> event instanceof Event.Answered<String>);
    assertThat(connection.breaker().state()).isEqualTo(State.CLOSED);
  }

  @Test
  void refusesThoseThatWait_whenTheTrialCallsFail() {
    serves = false;
    askWhileHalfOpen(10);

    world.runUntil(world.now() + 500);

    assertThat(heard).hasSize(10).filteredOn(silent("breaker open")::equals).hasSize(8);
  }

  @Test
  void refusesAtItsDeadline_whenNoVerdictCame() {
    answerMs = 800;
    askWhileHalfOpen(2);
    loop.execute(() -> node.ask("late", 50, heard::add));

    world.runUntil(world.now() + 100);

    assertThat(heard).containsExactly(silent("not sent in time"));
  }

  /** A node that is slow for good: one transition, and a heal is noticed as soon as any. */
  @Test
  void staysOpen_whileTheProbesAreSlow_andIsProbedAsOftenAsAnyOther() {
    answerMs = 700;
    for (int i = 0; i < 3; i++) {
      loop.execute(() -> node.ask("slow", TIMEOUT_MS, heard::add));
    }
    loop.execute(connection::start);
    world.runUntil(5_000);
    int before = asked;
    for (int s = 5; s < 65; s++) {
      world.runUntil(s * 1_000);
      assertThat(connection.breaker().state()).isEqualTo(State.OPEN);
      assertThat(connection.breaker().slow()).isTrue();
    }
    assertThat(asked - before).isBetween(115, 121);

    answerMs = 100;
    world.runUntil(67_000);
    assertThat(connection.breaker().state()).isEqualTo(State.CLOSED);
  }

  private void askWhileHalfOpen(int calls) {
    loop.execute(() -> {
      for (int i = 0; i < 3; i++) {
        connection.breaker().permits();
        connection.breaker().failed(0);
      }
      connection.breaker().probed(0);
      for (int i = 0; i < calls; i++) {
        node.ask("call " + i, TIMEOUT_MS, heard::add);
      }
    });
  }

  private static Event<String> silent(String reason) {
    return new Event.Silent<>("db_g1", false, reason);
  }
}
