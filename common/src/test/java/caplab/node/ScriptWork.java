package caplab.node;

import java.nio.charset.StandardCharsets;
import java.util.List;
import redis.clients.jedis.Jedis;

/**
 * What a script did, counted: how much a script may do is a bound, and time would measure the
 * machine.
 *
 * @param calls commands that it ran
 * @param bytes that went into these and came out
 * @param answer of the script
 */
public record ScriptWork(long calls, long bytes, Object answer) {

  private static final String COUNTING =
      """
      local plain, weigh = redis, nil
      local redis = setmetatable({}, {__index = plain})
      weigh = function(value)
        if type(value) ~= 'table' then return #tostring(value) end
        local sum = 0
        for _, each in pairs(value) do sum = sum + weigh(each) end
        return sum
      end
      redis.call = function(...)
        local answer = plain.call(...)
        plain.call('HINCRBY', 'work', 'calls', 1)
        plain.call('HINCRBY', 'work', 'bytes', weigh({...}) + weigh(answer))
        return answer
      end
      redis.pcall = redis.call
      """;

  /** Runs the script, counting. */
  public static ScriptWork of(Jedis client, Command.Eval eval) {
    client.del("work");
    String run =
        client.info("server").lines().filter(l -> l.startsWith("run_id:")).toList().getFirst();
    byte[] source = utf8(COUNTING + new String(eval.script().source(), StandardCharsets.UTF_8));
    List<byte[]> arguments =
        eval.arguments().stream()
            .map(each -> each == Command.RUN_ID ? run.substring(7).strip() : each)
            .map(each -> each instanceof byte[] raw ? raw : utf8(each.toString()))
            .toList();
    Object answer =
        client.eval(source, eval.keys().stream().map(ScriptWork::utf8).toList(), arguments);
    return new ScriptWork(
        Long.parseLong(client.hget("work", "calls")),
        Long.parseLong(client.hget("work", "bytes")),
        answer);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
