package caplab.node;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import redis.clients.jedis.Jedis;

/** All that a Redis server holds, in one look, to be compared. */
public final class RedisData {

  private static final byte[] LOOK =
      """
      local all = {}
      for i, key in ipairs(redis.call('KEYS', '*')) do
        local kind = redis.call('TYPE', key).ok
        local content
        if kind == 'hash' then content = redis.call('HGETALL', key)
        elseif kind == 'zset' then content = redis.call('ZRANGE', key, 0, -1, 'WITHSCORES')
        elseif kind == 'set' then content = redis.call('SMEMBERS', key)
        elseif kind == 'list' then content = redis.call('LRANGE', key, 0, -1)
        elseif kind == 'stream' then content = redis.call('XRANGE', key, '-', '+')
        else content = redis.call('GET', key) end
        all[i] = {key, kind, content}
      end
      return all
      """
          .getBytes(StandardCharsets.UTF_8);

  private RedisData() {}

  /**
   * By key: of a hash and of a sorted set a sorted map to value or score, of a set a sorted map to
   * nothing, of a list and of a stream the list, of a string its text.
   */
  public static SortedMap<String, Object> of(Jedis client) {
    SortedMap<String, Object> data = new TreeMap<>();
    for (Object each : (List<?>) client.eval(LOOK)) {
      List<?> key = (List<?>) each;
      data.put((String) text(key.get(0)), content((String) text(key.get(1)), text(key.get(2))));
    }
    return data;
  }

  private static Object content(String kind, Object told) {
    return switch (kind) {
      case "hash", "zset" -> {
        List<?> flat = (List<?>) told;
        SortedMap<String, String> fields = new TreeMap<>();
        for (int i = 0; i < flat.size(); i += 2) {
          fields.put((String) flat.get(i), (String) flat.get(i + 1));
        }
        yield fields;
      }
      case "set" -> {
        SortedMap<String, String> members = new TreeMap<>();
        ((List<?>) told).forEach(member -> members.put((String) member, ""));
        yield members;
      }
      default -> told;
    };
  }

  private static Object text(Object told) {
    if (told instanceof List<?> several) {
      List<Object> texts = new ArrayList<>();
      several.forEach(each -> texts.add(text(each)));
      return texts;
    }
    return told instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : "" + told;
  }
}
