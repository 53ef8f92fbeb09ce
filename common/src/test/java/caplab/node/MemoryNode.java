package caplab.node;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A node without a server: a few plain commands, and scripts whose meaning a test registers as Java
 * functions. Answers at once on the caller's thread; kept honest by {@link NodeContractTest}.
 */
public final class MemoryNode implements Node {

  /** What a script does: keys and arguments (as bytes) to an answer as Redis would give it. */
  @FunctionalInterface
  public interface Meaning {
    Object run(Map<String, byte[]> data, List<String> keys, List<byte[]> arguments);
  }

  /** The run_id that {@link Command#RUN_ID} stands for here. */
  public static final String RUN_ID = "0123456789abcdef0123456789abcdef01234567";

  private final String name;
  private final Map<String, byte[]> data = new HashMap<>();
  private final Map<String, Meaning> scripts = new HashMap<>();
  private final FakeBreaker breaker = new FakeBreaker();
  private boolean closed;

  public MemoryNode(String name) {
    this.name = name;
  }

  /** Says what a script means. */
  public synchronized MemoryNode with(Script script, Meaning meaning) {
    scripts.put(script.digest(), meaning);
    return this;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void send(Command command, Duration timeout, Consumer<Reply> callback) {
    callback.accept(reply(command));
  }

  @Override
  public Breaker breaker() {
    return breaker;
  }

  @Override
  public synchronized NodeStatus status() {
    return new NodeStatus(
        !closed,
        "memory",
        Optional.of(RUN_ID),
        Optional.of("memory"),
        Optional.of(0.0),
        0,
        NodeSettings.QUEUE_LIMIT,
        List.of());
  }

  @Override
  public synchronized void close() {
    closed = true;
  }

  private synchronized Reply reply(Command command) {
    if (closed) {
      return new Reply.Refused("closed");
    }
    if (breaker.state() == Breaker.State.OPEN) {
      return new Reply.Refused("breaker open");
    }
    return switch (command) {
      case Command.Plain(String verb, List<?> arguments) -> plain(verb, bytes(arguments));
      case Command.Eval(Script script, List<String> keys, List<?> arguments) ->
          Optional.ofNullable(scripts.get(script.digest()))
              .<Reply>map(meaning -> answered(meaning.run(data, keys, bytes(arguments))))
              .orElseGet(() -> new Reply.Refused("NOSCRIPT no meaning registered"));
    };
  }

  private Reply plain(String verb, List<byte[]> arguments) {
    return switch (verb) {
      case "PING" -> answered(utf8("PONG"));
      case "GET" -> answered(data.get(text(arguments.getFirst())));
      case "SET" -> {
        data.put(text(arguments.getFirst()), arguments.get(1));
        yield answered(utf8("OK"));
      }
      case "DEL" -> answered(data.remove(text(arguments.getFirst())) == null ? 0L : 1L);
      case "TIME" -> {
        long now = System.currentTimeMillis();
        yield answered(List.of(utf8("" + now / 1000), utf8("" + now % 1000 * 1000)));
      }
      default -> new Reply.Failed("ERR", "ERR unknown command '" + verb + "'");
    };
  }

  private static Reply answered(Object value) {
    return new Reply.Answered(value);
  }

  private static List<byte[]> bytes(List<?> arguments) {
    return arguments.stream().map(MemoryNode::bytes).toList();
  }

  private static byte[] bytes(Object argument) {
    return argument == Command.RUN_ID
        ? utf8(RUN_ID)
        : argument instanceof byte[] raw ? raw : utf8(argument.toString());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
