package caplab.node;

import static caplab.node.NodeKit.PATIENCE;
import static caplab.node.NodeKit.PING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caplab.protocol.Event;
import caplab.protocol.LiveLoop;
import caplab.protocol.Replica;
import caplab.protocol.Step;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** What callers hear when the server dies, falls silent, restarts or forgets its scripts. */
class NodeFailureTest {

  private static final Duration SHORT = Duration.ofMillis(200);

  private static RedisServers servers;
  private static RedisServer server;
  private final RecordingListener heard = new RecordingListener();
  private RedisNode node;

  @BeforeAll
  static void startServer() {
    servers = RedisServers.start(1);
    server = servers.only();
  }

  @AfterAll
  static void endServer() {
    servers.close();
  }

  @AfterEach
  void closeNode() {
    node.close();
  }

  @Test
  void refusesCalls_whenNothingListens() {
    node = NodeKit.patient(NodeAddress.parse("db_g1=127.0.0.1:1"), heard);

    assertThat(node.call(PING, PATIENCE)).isInstanceOf(Reply.Refused.class);
    assertThat(heard.faults).contains(ConnectFault.REFUSED);
    assertThat(node.status().connected()).isFalse();
  }

  @Test
  void refusesCalls_whenTheNameDoesNotResolve() {
    node = NodeKit.patient(NodeAddress.parse("db_g1=no-such-host.invalid:6379"), heard);

    assertThat(node.call(PING, PATIENCE)).isInstanceOf(Reply.Refused.class);
    assertThat(heard.faults).contains(ConnectFault.UNRESOLVED);
  }

  /** B-2. */
  @Test
  void losesWhatWasWritten_andServesAgain_whenTheServerIsKilledAndRestarted() {
    node = NodeKit.patient(server.address(), heard);
    String before = runIdOf(node.call(scriptCall(), PATIENCE));
    server.pause();
    CompletableFuture<Reply> unanswered = new CompletableFuture<>();
    node.send(PING, PATIENCE, unanswered::complete);

    server.restart();

    assertThat(unanswered.join()).isInstanceOfAny(Reply.Lost.class, Reply.Refused.class);
    await().until(() -> node.call(PING, PATIENCE) instanceof Reply.Answered);
    String after = runIdOf(node.call(scriptCall(), PATIENCE));
    assertThat(after).isNotEqualTo(before).isEqualTo(node.status().runId().orElseThrow());
  }

  @Test
  void losesCallsAtTheirDeadline_whenTheServerIsSilent() {
    node = NodeKit.hasty(server.address(), SHORT, heard);
    await().until(() -> node.call(PING, PATIENCE) instanceof Reply.Answered);
    server.pause();
    try {
      assertThat(node.call(PING, SHORT)).isInstanceOf(Reply.Lost.class);
      await().until(() -> heard.faults.contains(ConnectFault.BROKEN));
      // The kernel still accepts connections for it: only the greeting's deadline notices.
      await().until(() -> heard.faults.contains(ConnectFault.TIMEOUT));
      assertThat(node.call(PING, SHORT)).isInstanceOf(Reply.Refused.class);
    } finally {
      server.resume();
    }
    await().until(() -> node.call(PING, PATIENCE) instanceof Reply.Answered);
  }

  /** B-4. A protocol that is not told must take what was never sent for something that may act. */
  @Test
  void tellsAProtocolThatNothingWasSent_beforeItsPatienceEnds() throws IOException {
    try (FakeServer silent = new FakeServer(command -> "");
        LiveLoop loop =
            new LiveLoop(
                RandomGenerator.getDefault(),
                fault -> {
                  throw new AssertionError(fault);
                })) {
      node = NodeKit.hasty(silent.address(), PATIENCE, heard);
      Replica<Command, Reply> replica = new Pings(node);
      for (int i = 0; i < 20; i++) {
        Event<Reply> first =
            loop.await(
                told ->
                    loop.run(
                        new Step.Ask<>(
                            Map.of(replica.name(), PING),
                            SHORT.toMillis(),
                            (event, now) -> new Step.Done<>(event)),
                        Map.of(replica.name(), replica),
                        () -> new Event.Timeout<>(),
                        told),
                PATIENCE);
        assertThat(first)
            .isEqualTo(new Event.Silent<Reply>(replica.name(), false, "not sent in time"));
      }
    }
  }

  private static final class Pings extends NodeReplica<Command, Reply> {

    Pings(Node node) {
      super(node);
    }

    @Override
    protected Command command(Command request) {
      return request;
    }

    @Override
    protected Reply reply(Command request, Object value) {
      return new Reply.Answered(value);
    }

    @Override
    protected Reply full() {
      throw new AssertionError("the server is silent");
    }
  }

  @Test
  void keepsTheConnection_whenOnlyAShortDeadlinePassed() {
    node = NodeKit.patient(server.address(), heard);
    node.call(PING, PATIENCE);
    server.pause();
    try {
      assertThat(node.call(PING, SHORT)).isInstanceOf(Reply.Lost.class);
    } finally {
      server.resume();
    }
    assertThat(node.call(PING, PATIENCE)).isInstanceOf(Reply.Answered.class);
    assertThat(heard.runIds).hasSize(1);
    assertThat(heard.faults).isEmpty();
  }

  @Test
  void loadsScriptsAgain_whenTheServerForgotThem() {
    node = NodeKit.patient(server.address(), heard);
    assertThat(node.call(scriptCall(), PATIENCE)).isInstanceOf(Reply.Answered.class);

    try (Jedis client = server.client()) {
      client.scriptFlush();
    }

    List<CompletableFuture<Reply>> replies = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      CompletableFuture<Reply> reply = new CompletableFuture<>();
      node.send(scriptCall(), PATIENCE, reply::complete);
      replies.add(reply);
    }
    assertThat(replies).allMatch(reply -> reply.join() instanceof Reply.Answered);
  }

  /** B-4. */
  @Test
  void refusesMore_whenTheQueueIsFull() {
    node = NodeKit.patient(server.address(), heard);
    node.call(PING, PATIENCE);
    server.pause();
    try {
      List<CompletableFuture<Reply>> replies = new ArrayList<>();
      for (int i = 0; i <= node.status().queueLimit(); i++) {
        CompletableFuture<Reply> reply = new CompletableFuture<>();
        node.send(PING, PATIENCE, reply::complete);
        replies.add(reply);
      }
      assertThat(replies.getLast().join()).isEqualTo(new Reply.Refused("queue full"));
      assertThat(node.status().queued()).isEqualTo(node.status().queueLimit());
    } finally {
      server.resume();
    }
    await().until(() -> node.status().queued() == 0);
  }

  @Test
  void refusesItsWaitingCalls_whenClosed() throws IOException {
    try (FakeServer mute = new FakeServer(command -> "")) {
      node = NodeKit.patient(mute.address(), heard);
      CompletableFuture<Reply> waiting = new CompletableFuture<>();
      node.send(PING, PATIENCE, waiting::complete);

      node.close();

      assertThat(waiting.join()).isEqualTo(new Reply.Refused("closed"));
    }
  }

  private static Command scriptCall() {
    return new Command.Eval(NodeContractTest.APPEND, List.of("k"), List.of("x", Command.RUN_ID));
  }

  private static String runIdOf(Reply reply) {
    List<?> parts = (List<?>) ((Reply.Answered) reply).value();
    return new String((byte[]) parts.getLast(), StandardCharsets.UTF_8);
  }
}
