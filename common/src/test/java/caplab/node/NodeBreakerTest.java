package caplab.node;

import static caplab.node.NodeKit.PATIENCE;
import static caplab.node.NodeKit.PING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caplab.node.Breaker.State;
import caplab.node.NodeSettings.BreakerSettings;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** When a node is skipped, and how it is found again (B-1, B-2). */
class NodeBreakerTest {

  private final RecordingListener heard = new RecordingListener();

  @Test
  void opens_andRecoversByItself_whenTheNodeDiesAndReturns() {
    try (RedisServers servers = RedisServers.start(1);
        RedisNode node = NodeKit.guarded(servers.only().address(), heard)) {
      node.call(PING, PATIENCE);
      servers.only().kill();

      await().until(() -> heard.states.contains(State.OPEN));
      servers.only().start();

      // Nobody calls: the probe alone goes through the trial calls.
      await().until(() -> node.breaker().state() == State.CLOSED);
      assertThat(heard.states).endsWith(State.HALF_OPEN, State.CLOSED);
      assertThat(node.call(PING, PATIENCE)).isInstanceOf(Reply.Answered.class);
    }
  }

  @Test
  void opens_andRecoversByItself_whenTheNodeFallsSilent() {
    try (RedisServers servers = RedisServers.start(1);
        RedisNode node = NodeKit.guarded(servers.only().address(), heard)) {
      node.call(PING, PATIENCE);
      servers.only().pause();
      await().until(() -> heard.states.contains(State.OPEN));
      assertThat(node.breaker().nextAttemptIn()).isPresent();
      servers.only().resume();

      await().until(() -> node.breaker().state() == State.CLOSED);
    }
  }

  @Test
  void sendsNothing_whileOpen() throws IOException {
    AtomicInteger pings = new AtomicInteger();
    try (FakeServer server =
            FakeServer.greetingThen(command -> {
              pings.addAndGet(command.equals("PING") ? 1 : 0);
              return "+OK\r\n";
            });
        RedisNode node = NodeKit.guarded(server.address(), heard)) {
      node.breaker().open();

      for (int i = 0; i < 100; i++) {
        assertThat(node.call(PING, PATIENCE)).isEqualTo(new Reply.Refused("breaker open"));
      }

      assertThat(pings).hasValue(0);
    }
  }

  @Test
  void staysOpen_whenForced_untilResetOrClosed() {
    try (RedisServers servers = RedisServers.start(1);
        RedisNode node = NodeKit.guarded(servers.only().address(), heard)) {
      node.call(PING, PATIENCE);

      node.breaker().open();
      assertThat(node.breaker().state()).isEqualTo(State.OPEN);
      assertThat(node.breaker().forced()).isTrue();
      assertThat(node.breaker().nextAttemptIn()).isEmpty();

      node.breaker().reset();
      assertThat(node.breaker().state()).isEqualTo(State.CLOSED);
      assertThat(node.breaker().forced()).isFalse();

      node.breaker().open();
      node.breaker().close();
      assertThat(node.call(PING, PATIENCE)).isInstanceOf(Reply.Answered.class);
      assertThat(heard.states).containsExactly(State.OPEN, State.CLOSED, State.OPEN, State.CLOSED);
    }
  }

  @Test
  void staysClosed_whenRedisAnswersWithErrorsOfItsData() throws IOException {
    try (FakeServer server = FakeServer.greetingThen(command -> "-OOM no memory\r\n");
        RedisNode node = NodeKit.guarded(server.address(), heard)) {
      for (int i = 0; i < 10; i++) {
        assertThat(node.call(PING, PATIENCE)).isInstanceOf(Reply.Failed.class);
      }
      assertThat(node.breaker().state()).isEqualTo(State.CLOSED);
      assertThat(node.breaker().failureRate()).contains(0.0);
    }
  }

  @Test
  void opens_whenCallsAreSlow_thoughTheyAreAnswered() {
    BreakerSettings settings =
        new BreakerSettings(50, Duration.ofMillis(100), 10, 3, Duration.ofHours(1), 2);
    NodeBreaker breaker =
        new NodeBreaker("db_g1", settings, CircuitBreakerRegistry.ofDefaults(), heard);

    for (int i = 0; i < 3; i++) {
      assertThat(breaker.permits()).isTrue();
      breaker.served(Duration.ofMillis(101).toNanos());
    }

    assertThat(breaker.state()).isEqualTo(State.OPEN);
    assertThat(breaker.permits()).isFalse();
    assertThat(breaker.slow()).isTrue();
  }

  /** The alert on a breaker that is OPEN for a minute needs it to stay open. */
  @Test
  void staysOpen_whileTheProbesAreSlow_andRecoversWhenTheyAreNot() throws IOException {
    AtomicBoolean slow = new AtomicBoolean(true);
    try (FakeServer server =
            FakeServer.greetingThen(command -> {
              long due = System.nanoTime() + 2 * NodeKit.SLOW.toNanos();
              while (slow.get() && System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
              }
              return command.equals("ROLE") && slow.get() ? probed() : "+OK\r\n";
            });
        RedisNode node = NodeKit.strict(server.address(), heard)) {
      for (int i = 0; i < 3; i++) {
        node.call(PING, PATIENCE);
      }
      await().until(() -> probes.get() >= 5);
      assertThat(heard.states).containsExactly(State.OPEN);
      assertThat(node.breaker().slow()).isTrue();

      slow.set(false);

      await().until(() -> node.breaker().state() == State.CLOSED);
      assertThat(node.breaker().slow()).isFalse();
    }
  }

  private final AtomicInteger probes = new AtomicInteger();

  private String probed() {
    probes.incrementAndGet();
    return "+OK\r\n";
  }

  @Test
  void isSlow_onlyWhileWhatItAsksIsAnswered() {
    BreakerSettings settings =
        new BreakerSettings(50, Duration.ofMillis(100), 10, 3, Duration.ofHours(1), 2);
    NodeBreaker breaker =
        new NodeBreaker("db_g1", settings, CircuitBreakerRegistry.ofDefaults(), heard);
    for (int i = 0; i < 3; i++) {
      breaker.failed(0);
    }
    assertThat(breaker.slow()).isFalse();

    breaker.probed(Duration.ofMillis(101).toNanos());
    assertThat(breaker.slow()).isTrue();

    breaker.probeFailed();
    assertThat(breaker.slow()).isFalse();
  }

  @Test
  void letsOnlyTheTrialCallsThrough_whenHalfOpen() {
    BreakerSettings settings =
        new BreakerSettings(50, Duration.ofSeconds(1), 10, 3, Duration.ZERO, 2);
    NodeBreaker breaker =
        new NodeBreaker("db_g1", settings, CircuitBreakerRegistry.ofDefaults(), heard);
    for (int i = 0; i < 3; i++) {
      breaker.failed(0);
    }
    assertThat(breaker.probeDue(System.nanoTime())).isTrue();
    breaker.probed(0);

    assertThat(breaker.permits()).isTrue();
    assertThat(breaker.permits()).isTrue();
    assertThat(breaker.permits()).isFalse();
    breaker.served(0);
    breaker.served(0);
    assertThat(breaker.state()).isEqualTo(State.CLOSED);
  }

  @Test
  void opensAgain_whenTheTrialCallsFail() throws IOException {
    AtomicBoolean well = new AtomicBoolean();
    try (FakeServer server =
            FakeServer.greetingThen(
                command -> well.get() || command.equals("ROLE") ? "+OK\r\n" : "-LOADING\r\n");
        RedisNode node = NodeKit.guarded(server.address(), heard)) {
      await()
          .until(() -> {
            node.call(PING, PATIENCE);
            return heard.states.contains(State.HALF_OPEN)
                && heard.states.lastIndexOf(State.OPEN) > heard.states.indexOf(State.HALF_OPEN);
          });
      well.set(true);
      await().until(() -> node.breaker().state() == State.CLOSED);
    }
  }
}
