package caplab.lab.bench;

import caplab.lab.model.UserError;
import caplab.lab.wire.RedisLine;
import caplab.node.Script;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The scripts by which a plain Redis server does the work of an app-ap's node. */
final class PlainScripts {

  static final Script READ = Script.of(PlainScripts.class, "plain_read.lua");
  static final Script WRITE = Script.of(PlainScripts.class, "plain_write.lua");

  /** What {@link #READ} and {@link #WRITE} want as their first key. */
  static final String RECORD = "record";

  static final String LOG = "log";

  private static final Duration ANSWER = Duration.ofSeconds(5);

  private PlainScripts() {}

  /** Hands a node the scripts, and the record that a read looks at. */
  static void load(int port) {
    Stream.of(READ, WRITE)
        .forEach(each -> say(port, "SCRIPT LOAD \"" + quoted(each.source()) + "\"", "$40"));
    String fields =
        Stream.of(
                "inc", "run", "pos", "epoch", "ready", "seen", "marks", "view", "dropped", "since",
                "least", "lost", "robbed", "logs")
            .map(field -> field + " 1")
            .collect(Collectors.joining(" "));
    say(port, "HSET " + RECORD + " " + fields, ":14");
  }

  private static void say(int port, String command, String awaited) {
    InetSocketAddress node = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    String answer = RedisLine.PLAIN.say(node, command, ANSWER).orElse("nothing");
    if (!answer.equals(awaited)) {
      throw UserError.now("the Redis server of the bench answered " + answer);
    }
  }

  private static String quoted(byte[] source) {
    return new String(source, StandardCharsets.US_ASCII)
        .replace("\\", "\\\\")
        .replace("\"", "\\\"")
        .replace("\n", "\\n");
  }
}
