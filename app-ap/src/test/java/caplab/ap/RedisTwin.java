package caplab.ap;

import caplab.ap.core.Codec;
import caplab.ap.core.Dot;
import caplab.ap.core.KeyState;
import caplab.ap.core.LogEntry;
import caplab.ap.core.Reply;
import caplab.ap.core.Request;
import caplab.ap.core.Traffic;
import caplab.ap.core.VersionVector;
import caplab.node.ClockedNode;
import caplab.node.Command;
import caplab.node.RedisData;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.RestoreParams;

/**
 * The scripts on a Redis server whose run and TIME the test sets: both are arguments of every
 * script, so that a restart and a step of the clock take no time.
 */
final class RedisTwin implements Traffic.Twin {

  private final Jedis client;
  private final String name;
  private final Map<String, byte[]> digests = new HashMap<>();
  private final Map<Long, String> livesByTime = new HashMap<>();
  private final Map<byte[], byte[]> disk = new HashMap<>();
  private boolean full;

  RedisTwin(Jedis client, String name) {
    this.client = client;
    this.name = name;
  }

  @Override
  public Reply on(Request request, String run, long timeUs) {
    if (request instanceof Request.Enter enter) {
      livesByTime.put(time(enter.incarnation()), enter.incarnation());
    }
    Command.Eval eval = (Command.Eval) RedisReplica.eval(request, name);
    byte[] digest =
        digests.computeIfAbsent(
            eval.script().name(),
            any -> client.scriptLoad(ClockedNode.clocked(eval.script()).source()));
    List<byte[]> all = new ArrayList<>();
    eval.keys().forEach(key -> all.add(bytes(key)));
    eval.arguments().forEach(it -> all.add(bytes(it == Command.RUN_ID ? run : it)));
    all.add(bytes(timeUs));
    try {
      return RedisReply.of(
          request, client.evalsha(digest, eval.keys().size(), all.toArray(byte[][]::new)));
    } catch (JedisDataException refused) {
      if (refused.getMessage().contains("OOM")) {
        return new Reply.Full();
      }
      throw new AssertionError(request.toString(), refused);
    }
  }

  @Override
  public void wipe() {
    client.flushAll();
  }

  @Override
  public void evict(String key) {
    client.del("ap:k:" + key);
  }

  @Override
  public void keepDisk() {
    disk.clear();
    for (byte[] key : client.keys(bytes("ap:*"))) {
      disk.put(key, client.dump(key));
    }
  }

  @Override
  public void rollBack() {
    client.configSet("maxmemory", "0");
    client.flushAll();
    disk.forEach((key, dump) -> client.restore(key, 0, dump, RestoreParams.restoreParams()));
    full(full);
  }

  @Override
  public void full(boolean full) {
    this.full = full;
    client.configSet("maxmemory", full ? "1" : "0");
  }

  @Override
  public SortedMap<String, String> contents() {
    SortedMap<String, Object> held = RedisData.of(client);
    SortedMap<String, String> all = new TreeMap<>();
    all.putAll(fence(map(held.remove("ap:fence"))));
    all.put("log", log(held.remove("ap:log")).toString());
    all.put("known", numbers(map(held.remove("ap:held"))).toString());
    all.put("due", numbers(map(held.remove("ap:due"))).toString());
    held.remove("ap:sums");
    SortedMap<String, String> recorded = new TreeMap<>();
    held.forEach((key, value) -> {
      if (key.startsWith("ap:k:")) {
        all.put("key " + key.substring(5), key(map(value)));
      } else {
        recorded.putAll(map(value));
      }
    });
    all.put("recorded", recorded(recorded));
    return all;
  }

  private static String recorded(SortedMap<String, String> texts) {
    SortedMap<String, List<Dot>> living = new TreeMap<>();
    SortedMap<String, KeyState> buried = new TreeMap<>();
    texts.forEach((key, text) -> {
      if (text.startsWith("~")) {
        String[] told = text.substring(1).split(" ", -1);
        buried.put(key, new KeyState(new TreeMap<>(), Codec.vector(told[0]), Codec.names(told[1])));
      } else {
        living.put(key, List.of(text.split(",")).stream().map(Codec::dot).sorted().toList());
      }
    });
    return living + " " + buried;
  }

  private static SortedMap<String, String> fence(SortedMap<String, String> fence) {
    SortedMap<String, String> all = new TreeMap<>();
    String life = fence.getOrDefault("inc", "");
    all.put(
        "life",
        life
            + " "
            + fence.getOrDefault("run", "")
            + " "
            + fence.getOrDefault("ready", "").equals("1"));
    all.put(
        "epoch", fence.getOrDefault("epoch", "0") + " since " + fence.getOrDefault("since", "0"));
    all.put("marks", Codec.marks(fence.getOrDefault("marks", "")).toString());
    all.put("lives", fence.getOrDefault("view", ""));
    VersionVector seen = Codec.vector(fence.getOrDefault("seen", ""));
    long own = Long.parseLong(fence.getOrDefault("pos", "0"));
    all.put("seen", (own > 0 ? seen.join(VersionVector.of(life, own)) : seen).toString());
    all.put("least", Codec.vector(fence.getOrDefault("least", "")).toString());
    all.put(
        "counted",
        fence.getOrDefault("dropped", "0")
            + " dropped, "
            + fence.getOrDefault("lost", "0")
            + " lost, robbed "
            + fence.getOrDefault("robbed", "").equals("1"));
    return all;
  }

  private List<LogEntry> log(Object stream) {
    List<LogEntry> log = new ArrayList<>();
    for (Object entry : stream == null ? List.of() : (List<?>) stream) {
      String[] id = ((String) ((List<?>) entry).getFirst()).split("-");
      SortedMap<String, String> by = pairs((List<?>) ((List<?>) entry).getLast());
      log.add(
          new LogEntry(
              by.get("k"),
              Optional.ofNullable(by.get("v")),
              by.get("i"),
              by.get("t"),
              new Dot(livesByTime.get(Long.parseLong(id[0])), Long.parseLong(id[1])),
              Codec.vector(by.get("c")),
              Codec.names(by.get("n"))));
    }
    return log;
  }

  private static String key(SortedMap<String, String> hash) {
    VersionVector context = Codec.vector(hash.remove("c"));
    SortedMap<String, Long> ids = Codec.marks(hash.remove("n").replace('@', '='));
    SortedMap<Dot, KeyState.Sibling> siblings = new TreeMap<>();
    hash.forEach((field, sibling) ->
        siblings.put(Codec.dot(field.substring(0, field.indexOf(' '))), Codec.sibling(sibling)));
    return siblings + " " + context + " " + ids;
  }

  private static SortedMap<String, Long> numbers(SortedMap<String, String> texts) {
    SortedMap<String, Long> numbers = new TreeMap<>();
    texts.forEach((key, number) -> numbers.put(key, (long) Double.parseDouble(number)));
    return numbers;
  }

  private static SortedMap<String, String> pairs(List<?> flat) {
    SortedMap<String, String> pairs = new TreeMap<>();
    for (int i = 0; i < flat.size(); i += 2) {
      pairs.put((String) flat.get(i), (String) flat.get(i + 1));
    }
    return pairs;
  }

  @SuppressWarnings("unchecked")
  private static SortedMap<String, String> map(Object held) {
    return held == null ? new TreeMap<>() : (SortedMap<String, String>) held;
  }

  private static long time(String incarnation) {
    String digits = incarnation.substring(incarnation.lastIndexOf('.') + 1);
    return Long.parseLong(digits.substring(0, 16));
  }

  private static byte[] bytes(Object argument) {
    return argument instanceof byte[] bytes
        ? bytes
        : argument.toString().getBytes(StandardCharsets.UTF_8);
  }
}
