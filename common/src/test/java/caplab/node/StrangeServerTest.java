package caplab.node;

import static caplab.node.NodeKit.PATIENCE;
import static caplab.node.NodeKit.PING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;

/** Servers that are no fit node: garbage, replicas, wrong settings, locked doors. */
class StrangeServerTest {

  private final RecordingListener heard = new RecordingListener();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 400 Bad Request\r\n\r\n",
        "$99999999999\r\n",
        "$-5\r\n",
        "*2000000000\r\n",
        ":twelve\r\n",
        "$3\r\nlonger\r\n",
        "\0\0\0\0",
        "+PONG\r\n+PONG\r\n$x\r\n"
      })
  void neverThrows_whenTheServerAnswersGarbage(String garbage) throws IOException {
    AtomicInteger pings = new AtomicInteger();
    try (FakeServer server =
            FakeServer.greetingThen(command ->
                command.equals("PING") && pings.getAndIncrement() > 0 ? garbage : "+OK\r\n");
        RedisNode node = NodeKit.patient(server.address(), heard)) {
      node.call(PING, PATIENCE);
      node.call(PING, PATIENCE);
      await().until(() -> heard.faults.contains(ConnectFault.BROKEN));
      assertThat(heard.runIds).isNotEmpty();
    }
  }

  @Test
  void losesTheCall_whenItsAnswerIsGarbage() throws IOException {
    try (FakeServer server =
            FakeServer.greetingThen(command -> command.equals("PING") ? "?\r\n" : "+OK\r\n");
        RedisNode node = NodeKit.patient(server.address(), heard)) {
      assertThat(node.call(PING, PATIENCE)).isInstanceOf(Reply.Lost.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"HTTP/1.1 400 Bad Request\r\n\r\n", "$2147483647\r\n", "+OK\r\n", ":1\r\n"})
  void refusesTheConnection_whenTheGreetingIsGarbage(String garbage) throws IOException {
    try (FakeServer server = new FakeServer(command -> garbage);
        RedisNode node = NodeKit.hasty(server.address(), Duration.ofMillis(500), heard)) {
      assertThat(node.call(PING, PATIENCE)).isInstanceOf(Reply.Refused.class);
      assertThat(heard.faults).containsAnyOf(ConnectFault.GARBAGE, ConnectFault.TIMEOUT);
    }
  }

  @Test
  void saysInTheServersOwnWords_whyItWasTurnedAway() throws IOException {
    String words = "-DENIED Redis is in protected mode. Only loopback may connect.\r\n";
    try (FakeServer server = new FakeServer(command -> words);
        RedisNode node = NodeKit.patient(server.address(), heard)) {
      assertThat(node.call(PING, PATIENCE))
          .isEqualTo(
              new Reply.Refused("denied: the server refuses: DENIED Redis is in protected mode"));
      assertThat(heard.faults).contains(ConnectFault.DENIED);
    }
  }

  @Test
  void saysThatItIsCrowded_whenTheServerTakesNoMoreClients() {
    try (RedisServers servers = RedisServers.start(1);
        Jedis client = servers.only().client()) {
      client.configSet("maxclients", "1");
      try (RedisNode node = NodeKit.patient(servers.only().address(), heard)) {
        assertThat(node.call(PING, PATIENCE))
            .isEqualTo(
                new Reply.Refused(
                    "crowded: the server refuses: ERR max number of clients reached"));
        assertThat(heard.faults).contains(ConnectFault.CROWDED);
      }
    }
  }

  /** B-5. */
  @ParameterizedTest
  @ValueSource(
      strings = {"LOADING", "BUSY", "NOSCRIPT", "ASK", "TRYAGAIN", "MASTERDOWN", "READONLY"})
  void refuses_whenRedisTurnedTheCommandAway(String code) throws IOException {
    try (FakeServer server = FakeServer.greetingThen(command -> "-" + code + " not now\r\n");
        RedisNode node = NodeKit.patient(server.address(), heard)) {
      assertThat(node.call(PING, PATIENCE)).isEqualTo(new Reply.Refused(code + " not now"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"OOM", "ERR", "MISCONF", "NOPERM", "WRONGTYPE"})
  void failsWithTheCode_whenRedisAnswersAnotherError(String code) throws IOException {
    try (FakeServer server = FakeServer.greetingThen(command -> "-" + code + " sorry\r\n");
        RedisNode node = NodeKit.patient(server.address(), heard)) {
      assertThat(node.call(PING, PATIENCE)).isEqualTo(new Reply.Failed(code, code + " sorry"));
    }
  }

  @Test
  void refusesTheConnection_whenTheServerIsAReplica() {
    try (RedisServers servers = RedisServers.start(2)) {
      RedisServer replica = servers.named("db_g2");
      try (Jedis client = replica.client()) {
        client.replicaof("127.0.0.1", servers.only().port());
      }
      try (RedisNode node = NodeKit.patient(replica.address(), heard)) {
        assertThat(node.call(PING, PATIENCE))
            .isInstanceOfSatisfying(
                Reply.Refused.class, refused -> assertThat(refused.reason()).contains("replica"));
        assertThat(heard.faults).contains(ConnectFault.REPLICA);
      }
    }
  }

  @Test
  void givesTheConnectionUp_whenTheServerBecomesAReplica() {
    try (RedisServers servers = RedisServers.start(2);
        RedisNode node = NodeKit.patient(servers.named("db_g2").address(), heard)) {
      assertThat(node.call(PING, PATIENCE)).isInstanceOf(Reply.Answered.class);
      try (Jedis client = servers.named("db_g2").client()) {
        client.replicaof("127.0.0.1", servers.only().port());
      }
      await().until(() -> heard.faults.contains(ConnectFault.REPLICA));
    }
  }

  /** CP-18. */
  @Test
  void namesEveryUnsafeSetting() {
    try (RedisServers servers =
            RedisServers.start(
                1,
                "--appendfsync",
                "everysec",
                "--no-appendfsync-on-rewrite",
                "yes",
                "--maxmemory-policy",
                "allkeys-lru");
        RedisNode node = NodeKit.patient(servers.only().address(), heard)) {
      node.call(PING, PATIENCE);

      List<String> unsafe = node.status().unsafeSettings();
      assertThat(unsafe).hasSize(3);
      assertThat(String.join("\n", unsafe))
          .contains("appendfsync is everysec", "no-appendfsync-on-rewrite", "maxmemory-policy");
      await().until(() -> heard.unsafe.equals(unsafe));
    }
  }

  /** CP-18. */
  @Test
  void isNotUsed_whenItsSettingsAreUnsafe_inProfileProd() {
    try (RedisServers servers =
            RedisServers.start(
                1,
                "--appendonly",
                "no",
                "--appendfsync",
                "everysec",
                "--maxmemory-policy",
                "allkeys-lru",
                "--no-appendfsync-on-rewrite",
                "yes");
        RedisNode node = NodeKit.prod(servers.only().address(), heard)) {
      assertThat(node.call(PING, PATIENCE)).isInstanceOf(Reply.Refused.class);

      assertThat(node.status().trouble().orElseThrow().fault()).isEqualTo(ConnectFault.UNSAFE);
      assertThat(node.status().trouble().orElseThrow().words())
          .contains("appendonly is no", "appendfsync is everysec", "maxmemory-policy is allkeys")
          .contains("no-appendfsync-on-rewrite is yes");
      assertThat(node.status().trouble().orElseThrow().fault().misconfigured()).isTrue();
    }
  }

  /** CP-18. */
  @Test
  void isLeftOut_whileItsSettingsAreUnsafe_inProfileProd() {
    try (RedisServers servers = RedisServers.start(1);
        Jedis client = servers.only().client();
        RedisNode node = NodeKit.prod(servers.only().address(), heard)) {
      assertThat(node.call(PING, PATIENCE)).isInstanceOf(Reply.Answered.class);

      client.configSet("appendfsync", "everysec");

      await().until(() -> node.status().trouble().isPresent());
      assertThat(node.status().trouble().orElseThrow().words()).contains("appendfsync is everysec");
      await().until(() -> node.breaker().state() == Breaker.State.OPEN);

      client.configSet("appendfsync", "always");

      await().until(() -> node.call(PING, PATIENCE) instanceof Reply.Answered);
      assertThat(node.status().trouble()).isEmpty();
    }
  }

  @Test
  void isWarnedOf_whenItsSettingsBecomeUnsafe_inProfileDev() {
    try (RedisServers servers = RedisServers.start(1);
        Jedis client = servers.only().client();
        RedisNode node = NodeKit.guarded(servers.only().address(), heard)) {
      await().until(() -> node.status().connected());

      client.configSet("appendfsync", "everysec");

      await().until(() -> !heard.unsafe.isEmpty());
      assertThat(heard.unsafe).singleElement(STRING).contains("appendfsync is everysec");
      assertThat(node.status().unsafeSettings()).isEqualTo(heard.unsafe);
      assertThat(node.call(PING, PATIENCE)).isInstanceOf(Reply.Answered.class);
    }
  }

  @Test
  void isNoReplica_whoFetchesADump() {
    String info =
        "run_id:" + FakeServer.RUN_ID + "\r\nconnected_slaves:1\r\nslave0:ip=::1,port=%s,";
    Map<String, String> settings = Map.of("appendonly", "yes");
    assertThat(Greeting.of(info.formatted(0), settings).unsafeSettings()).isEmpty();
    assertThat(Greeting.of(info.formatted(7002), settings).unsafeSettings()).hasSize(1);
  }

  @Test
  void namesNothing_whenTheNodeRunsAsItShould() {
    try (RedisServers servers = RedisServers.start(1);
        RedisNode node = NodeKit.patient(servers.only().address(), heard)) {
      node.call(PING, PATIENCE);
      assertThat(node.status().unsafeSettings()).isEmpty();
    }
  }

  @Test
  void logsIn_orSaysThatItWasDenied() {
    try (RedisServers servers = RedisServers.start(1, "--requirepass", "p@ss:w/ord")) {
      String place = servers.only().place();
      try (RedisNode node =
          NodeKit.patient(NodeAddress.parse("a=redis://:p%40ss%3Aw%2Ford@" + place), heard)) {
        assertThat(node.call(PING, PATIENCE)).isInstanceOf(Reply.Answered.class);
      }
      for (String login : List.of(":wrong@", "")) {
        RecordingListener denied = new RecordingListener();
        try (RedisNode node =
            NodeKit.patient(NodeAddress.parse("a=redis://" + login + place), denied)) {
          assertThat(node.call(PING, PATIENCE)).isInstanceOf(Reply.Refused.class);
          assertThat(denied.faults).contains(ConnectFault.DENIED);
        }
      }
    }
  }
}
