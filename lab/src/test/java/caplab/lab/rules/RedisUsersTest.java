package caplab.lab.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caplab.node.RedisServers;
import caplab.node.RedisUsers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * {@code redis/users.acl} gives a service what it needs and no more. That it is enough, the
 * contracts of the replicas show: they run as these users.
 */
class RedisUsersTest {

  /** What the services ask outside of scripts: greeting, probe, look-out for refused writes. */
  private static final Set<String> PLAIN =
      Set.of("evalsha", "script|load", "info", "config|get", "role", "del");

  private static final Pattern CALL = Pattern.compile("call\\('([A-Z]+)'(?:, '([A-Z]+)')?");

  private static RedisServers servers;

  @BeforeAll
  static void start() {
    servers = RedisServers.startFor("app-cp", 1, "--enable-debug-command", "yes");
    try (Jedis admin = servers.only().client()) {
      admin.set("cp:{p7}:k:a", "of cp");
      admin.set("ap:k:a", "of ap");
    }
  }

  @AfterAll
  static void end() {
    servers.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"cp", "ap"})
  void aServiceMayDoWhatItsScriptsDo_andNothingElse(String service) throws IOException {
    assertThat(granted("app-" + service)).containsExactlyElementsOf(needed(service));
  }

  /** What counts for all instances of a service needs neither their data nor their settings. */
  @Test
  void theLimiterMayDoWhatItsScriptDoes_inKeysOfItsOwn() throws IOException {
    Set<String> needed = new TreeSet<>(Set.of("evalsha", "script|load", "info", "role"));
    called(root().resolve("common/src/main/resources/caplab/access/swap.lua"), needed);
    assertThat(granted("limiter")).containsExactlyElementsOf(needed);
    assertThat(keysOf("limiter")).containsExactly("~limit:*");
    for (String service : List.of("cp", "ap")) {
      assertThat(keysOf("app-" + service)).containsExactly("~" + service + ":*", "~cap:probe");
    }
  }

  private static List<String> keysOf(String user) {
    return RedisUsers.lines().stream()
        .filter(line -> line.startsWith("user " + user + " "))
        .flatMap(line -> Arrays.stream(line.split(" ")))
        .filter(word -> word.startsWith("~"))
        .toList();
  }

  private static Set<String> granted(String user) {
    String line =
        RedisUsers.lines().stream()
            .filter(it -> it.startsWith("user " + user + " "))
            .findFirst()
            .orElseThrow();
    assertThat(line).contains(" resetkeys ", " resetchannels ", " -@all ").doesNotContain("+@");
    return Arrays.stream(line.split(" "))
        .filter(word -> word.startsWith("+"))
        .map(word -> word.substring(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> needed(String service) throws IOException {
    Path scripts = root().resolve("app-" + service + "/src/main/resources/caplab/" + service);
    Set<String> needed = new TreeSet<>(PLAIN);
    try (Stream<Path> files = Files.list(scripts)) {
      for (Path file : files.toList()) {
        called(file, needed);
      }
    }
    return needed;
  }

  private static void called(Path script, Set<String> needed) throws IOException {
    Matcher call = CALL.matcher(Files.readString(script));
    while (call.find()) {
      String verb = call.group(1).toLowerCase(Locale.ROOT);
      needed.add(
          verb.equals("memory") ? verb + "|" + call.group(2).toLowerCase(Locale.ROOT) : verb);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"app-cp", "app-ap", "limiter"})
  void aServiceCannotHarmItsNode_norLookAround(String user) {
    try (Jedis client = servers.only().client(user)) {
      for (String command :
          List.of(
              "FLUSHALL",
              "FLUSHDB",
              "KEYS *",
              "DEBUG SLEEP 0",
              "CONFIG SET maxmemory 1",
              "CONFIG REWRITE",
              "CONFIG RESETSTAT",
              "SHUTDOWN NOSAVE",
              "REPLICAOF NO ONE",
              "ACL LIST",
              "CLIENT KILL TYPE normal",
              "MONITOR",
              "SCRIPT FLUSH",
              "BGREWRITEAOF",
              "SUBSCRIBE any",
              "PUBLISH any thing",
              "DUMP cp:{p7}:k:a",
              "RANDOMKEY")) {
        assertThatThrownBy(() -> send(client, command))
            .as(command)
            .isInstanceOf(JedisAccessControlException.class);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"app-cp", "app-ap"})
  void aServiceSeesHowItsNodeIsSet(String user) {
    try (Jedis client = servers.only().client(user)) {
      assertThat(client.configGet("appendfsync")).containsEntry("appendfsync", "always");
    }
  }

  @Test
  void aServiceReadsAndChangesNothingOfTheOther() {
    for (List<String> pair :
        List.of(
            List.of("app-cp", "ap:k:a"),
            List.of("app-ap", "cp:{p7}:k:a"),
            List.of("app-cp", "limit:cp:0"))) {
      try (Jedis client = servers.only().client(pair.getFirst())) {
        for (String script :
            List.of(
                "return redis.call('HGET', '%s', 'c')",
                "return redis.call('HSET', '%s', 'c', '1')", "return redis.call('DEL', '%s')")) {
          String digest = client.scriptLoad(script.formatted(pair.getLast()));
          assertThatThrownBy(() -> client.evalsha(digest))
              .isInstanceOf(JedisDataException.class)
              .hasMessageContaining("can't access at least one of the keys");
        }
        assertThatThrownBy(() -> client.del(pair.getLast()))
            .isInstanceOf(JedisAccessControlException.class);
      }
    }
  }

  @Test
  void theLimiterReadsAndChangesNothingOfTheServices() {
    try (Jedis limiter = servers.only().client("limiter")) {
      for (String key : List.of("cp:{p7}:k:a", "ap:k:a")) {
        for (String call : List.of("'GET', '%s'", "'SET', '%s', '1'")) {
          String digest = limiter.scriptLoad("return redis.call(" + call.formatted(key) + ")");
          assertThatThrownBy(() -> limiter.evalsha(digest))
              .isInstanceOf(JedisDataException.class)
              .hasMessageContaining("can't access at least one of the keys");
        }
      }
    }
  }

  /** By which it takes a node's whole disk, as a replica does. */
  @Test
  void whoTakesBackupsMayCopyANode_andReadOrChangeNothing() {
    assertThat(granted("backup")).containsExactly("ping", "psync", "replconf", "sync");
    assertThat(keysOf("backup")).isEmpty();
    try (Jedis backup = servers.only().client("backup")) {
      assertThat(backup.ping()).isEqualTo("PONG");
      for (String command : List.of("GET ap:k:a", "SET ap:k:a 1", "FLUSHALL", "CONFIG GET save")) {
        assertThatThrownBy(() -> send(backup, command))
            .as(command)
            .isInstanceOf(JedisAccessControlException.class);
      }
    }
  }

  /** A node replays its log as the first, who is off; the second is for people. */
  @Test
  void theOtherTwoMayDoAll() {
    assertThat(RedisUsers.lines())
        .contains("user default off resetpass ~* &* +@all", "user admin on ~* &* +@all");
  }

  @Test
  void nobodyIsServedWithoutAPassword() {
    try (Jedis client = new Jedis("127.0.0.1", servers.only().port())) {
      assertThatThrownBy(client::ping)
          .isInstanceOf(JedisDataException.class)
          .hasMessageContaining("NOAUTH");
    }
  }

  /** As the stack of production starts its nodes. */
  @Test
  void aNodeIsStartedWithThePasswordsOfAFile_andNotWithThoseOfNobody(@TempDir Path folder)
      throws Exception {
    Path passwords = Files.writeString(folder.resolve("passwords"), "app-cp >one\napp-cp >two");
    Path joined = folder.resolve("users.acl");
    assertThat(started(passwords, joined)).isZero();
    assertThat(Files.readAllLines(joined))
        .hasSameSizeAs(RedisUsers.lines())
        .filteredOn(line -> line.contains(">"))
        .singleElement()
        .asString()
        .startsWith("user app-cp on ")
        .endsWith(" >one >two");
    Files.writeString(passwords, "nobody >one\n");
    assertThat(started(passwords, folder.resolve("other"))).isEqualTo(1);
    assertThat(folder.resolve("other")).doesNotExist();
  }

  private static int started(Path passwords, Path joined) throws Exception {
    return new ProcessBuilder(
            root().resolve("redis/start").toString(),
            passwords.toString(),
            joined.toString(),
            "true")
        .start()
        .waitFor();
  }

  private static Object send(Jedis client, String command) {
    String[] words = command.split(" ");
    return client.sendCommand(
        () -> words[0].getBytes(StandardCharsets.US_ASCII),
        Arrays.copyOfRange(words, 1, words.length));
  }

  private static Path root() {
    Path here = Path.of("").toAbsolutePath();
    return Files.exists(here.resolve("redis/redis.conf")) ? here : here.getParent();
  }
}
