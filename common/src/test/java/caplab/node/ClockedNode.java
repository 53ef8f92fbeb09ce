package caplab.node;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A node whose clock is the test's: its scripts are those that serve, but TIME tells them what was
 * {@linkplain #set set}. All else of them is done by the node as ever.
 */
public final class ClockedNode implements Node {

  /** The time comes as the last argument and is taken away before the script looks. */
  private static final String CLOCK =
      """
      local plain, now = redis, table.remove(ARGV)
      local redis = setmetatable({}, {__index = plain})
      redis.call = function(name, ...)
        if name == 'TIME' then
          return {string.sub(now, 1, -7), tostring(tonumber(string.sub(now, -6)))}
        end
        return plain.call(name, ...)
      end
      """;

  private final Node node;
  private final Map<String, Script> clocked = new HashMap<>();
  private long nowUs;

  /**
   * @param nowUs microseconds since the epoch, a second or more
   */
  public ClockedNode(Node node, long nowUs) {
    this.node = node;
    this.nowUs = nowUs;
  }

  /** Sets the clock to these microseconds since the epoch; it stands still until the next time. */
  public synchronized void set(long us) {
    nowUs = us;
  }

  /** Microseconds since the epoch. */
  public synchronized long nowUs() {
    return nowUs;
  }

  @Override
  public String name() {
    return node.name();
  }

  @Override
  public void send(Command command, Duration timeout, Consumer<Reply> callback) {
    node.insist(clocked(command), timeout, callback);
  }

  @Override
  public Breaker breaker() {
    return node.breaker();
  }

  @Override
  public NodeStatus status() {
    return node.status();
  }

  @Override
  public void close() {
    node.close();
  }

  private synchronized Command clocked(Command command) {
    return switch (command) {
      case Command.Eval(Script script, List<String> keys, List<?> arguments) -> {
        List<Object> more = new ArrayList<>(arguments);
        more.add(nowUs);
        Script seeing = clocked.computeIfAbsent(script.digest(), _ -> clocked(script));
        yield new Command.Eval(seeing, keys, more);
      }
      case Command.Plain plain -> plain;
    };
  }

  private static Script clocked(Script script) {
    byte[] source =
        (CLOCK + new String(script.source(), StandardCharsets.UTF_8))
            .getBytes(StandardCharsets.UTF_8);
    try {
      byte[] sha = MessageDigest.getInstance("SHA-1").digest(source);
      return new Script(script.name(), source, HexFormat.of().formatHex(sha));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }
}
