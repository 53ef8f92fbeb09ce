package caplab.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every node promises, real or not. */
abstract class NodeContractTest {

  static final Script APPEND = Script.of(NodeContractTest.class, "append.lua");
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private Node node;

  /** A fresh node with no data. */
  abstract Node open();

  @BeforeEach
  void openNode() {
    node = open();
  }

  @AfterEach
  void closeNode() {
    node.close();
  }

  @Test
  void answersPing() {
    assertThat(text(call("PING"))).isEqualTo("PONG");
  }

  @Test
  void answersNull_forAnAbsentKey() {
    assertThat(call("GET", "absent")).isEqualTo(new Reply.Answered(null));
  }

  @Test
  void keepsAnyBytes() {
    byte[] value = {0, 13, 10, -1, 42};
    call("SET", "key with spaces / and ü", value);

    Reply reply = call("GET", "key with spaces / and ü");

    assertThat(reply)
        .isInstanceOfSatisfying(
            Reply.Answered.class,
            answered -> assertThat((byte[]) answered.value()).isEqualTo(value));
  }

  @Test
  void countsDeletedKeysAsLong() {
    call("SET", "gone", "x");
    assertThat(call("DEL", "gone")).isEqualTo(new Reply.Answered(1L));
    assertThat(call("DEL", "gone")).isEqualTo(new Reply.Answered(0L));
  }

  @Test
  void answersTime_asListOfTexts() {
    assertThat(call("TIME"))
        .isInstanceOfSatisfying(
            Reply.Answered.class,
            answered ->
                assertThat((List<?>) answered.value())
                    .hasSize(2)
                    .allMatch(byte[].class::isInstance));
  }

  @Test
  void runsScripts_withTheRunIdOfTheServer() {
    Reply reply = append("list", "abc");

    assertThat(reply)
        .isInstanceOfSatisfying(
            Reply.Answered.class,
            answered -> {
              List<?> parts = (List<?>) answered.value();
              assertThat(parts.getFirst()).isEqualTo(3L);
              assertThat(utf8(parts.getLast())).isEqualTo(node.status().runId().orElseThrow());
            });
  }

  @Test
  void failsWithTheCode_whenTheCommandIsUnknown() {
    assertThat(call("NOSUCHCOMMAND"))
        .isInstanceOfSatisfying(
            Reply.Failed.class, failed -> assertThat(failed.code()).isEqualTo("ERR"));
  }

  @Test
  void refuses_whenTheBreakerIsHeldOpen() {
    node.breaker().open();
    assertThat(call("PING")).isInstanceOf(Reply.Refused.class);

    node.breaker().reset();
    assertThat(call("PING")).isInstanceOf(Reply.Answered.class);
  }

  @Test
  void refuses_whenClosed() {
    node.close();
    assertThat(call("PING")).isInstanceOf(Reply.Refused.class);
  }

  @Test
  void answersEveryCallOnce_whenManyComeTogether() throws InterruptedException {
    int calls = 500;
    AtomicInteger answers = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(calls);
    for (int i = 0; i < calls; i++) {
      Thread.startVirtualThread(() ->
          node.send(
              new Command.Eval(APPEND, List.of("many"), List.of("x", Command.RUN_ID)),
              PATIENCE,
              reply -> {
                answers.addAndGet(reply instanceof Reply.Answered ? 1 : 0);
                done.countDown();
              }));
    }
    done.await();

    assertThat(answers).hasValue(calls);
    assertThat(text(call("GET", "many"))).hasSize(calls);
  }

  private Reply call(String verb, Object... arguments) {
    return node.call(new Command.Plain(verb, List.of(arguments)), PATIENCE);
  }

  private Reply append(String key, String value) {
    return node.call(
        new Command.Eval(APPEND, List.of(key), List.of(value, Command.RUN_ID)), PATIENCE);
  }

  private static String text(Reply reply) {
    return utf8(((Reply.Answered) reply).value());
  }

  private static String utf8(Object bytes) {
    return new String((byte[]) bytes, StandardCharsets.UTF_8);
  }
}
