package caplab.node;

import static caplab.node.NodeKit.PATIENCE;
import static caplab.node.NodeKit.PING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caplab.node.Breaker.State;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of calls while a few of them decide whether a node serves again (B-1). */
class AdmissionTest {

  private final RecordingListener heard = new RecordingListener();

  /** What the server answers to the trial calls, once it does. */
  private final CompletableFuture<String> trial = new CompletableFuture<>();

  private final FakeServer server =
      FakeServer.greetingThen(command -> command.equals("PING") ? trial.join() : "+OK\r\n");
  private final RedisNode node = NodeKit.guarded(server.address(), heard);

  @AfterEach
  void end() throws IOException {
    trial.complete("+PONG\r\n");
    node.close();
    server.close();
  }

  @Test
  void servesEveryCall_whenTheTrialCallsAreServed() {
    List<CompletableFuture<Reply>> replies = manyWhileHalfOpen();

    trial.complete("+PONG\r\n");

    assertThat(replies).allMatch(reply -> reply.join() instanceof Reply.Answered);
    assertThat(node.breaker().state()).isEqualTo(State.CLOSED);
  }

  @Test
  void refusesThoseThatWait_whenTheTrialCallsFail() {
    List<CompletableFuture<Reply>> replies = manyWhileHalfOpen();

    trial.complete("-LOADING\r\n");

    assertThat(replies.subList(0, 2)).allMatch(r -> r.join().equals(new Reply.Refused("LOADING")));
    assertThat(replies.subList(2, replies.size()))
        .allMatch(reply -> reply.join().equals(new Reply.Refused("breaker open")));
  }

  @Test
  void refusesThoseThatWait_whenTheNodeIsClosed() {
    List<CompletableFuture<Reply>> replies = manyWhileHalfOpen();

    node.close();

    assertThat(replies.getLast().join()).isEqualTo(new Reply.Refused("closed"));
  }

  @Test
  void refusesThoseThatWait_whenAnOperatorOpensTheBreaker() {
    List<CompletableFuture<Reply>> replies = manyWhileHalfOpen();

    node.breaker().open();

    assertThat(replies.getLast().join()).isEqualTo(new Reply.Refused("breaker open"));
  }

  @Test
  void refusesAtItsDeadline_whenNoVerdictCame() {
    manyWhileHalfOpen();

    assertThat(node.call(PING, Duration.ofMillis(50)))
        .isEqualTo(new Reply.Refused("not sent in time"));
  }

  /** B-4. */
  @Test
  void refusesMore_whenTheQueueIsFull() {
    manyWhileHalfOpen();
    for (int i = 0; i < node.status().queueLimit(); i++) {
      node.send(PING, PATIENCE, reply -> {});
    }

    assertThat(node.call(PING, PATIENCE)).isEqualTo(new Reply.Refused("queue full"));
  }

  /** Two of them are the trial calls, which the server keeps. */
  private List<CompletableFuture<Reply>> manyWhileHalfOpen() {
    NodeBreaker breaker = (NodeBreaker) node.breaker();
    await().until(() -> node.status().connected());
    for (int i = 0; i < 3; i++) {
      breaker.permits();
      breaker.failed(0);
    }
    breaker.probed(0);
    return Stream.generate(
            () -> {
              CompletableFuture<Reply> reply = new CompletableFuture<>();
              node.send(PING, PATIENCE, reply::complete);
              return reply;
            })
        .limit(10)
        .toList();
  }
}
