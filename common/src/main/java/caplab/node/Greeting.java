package caplab.node;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a server says of itself on a new connection, before the first command of anyone.
 *
 * @param runId the random name of this run of the server; a restart draws another
 * @param unsafeSettings what of CP-18 it does not keep, one sentence each
 */
record Greeting(String runId, String version, List<String> unsafeSettings) {

  /** What CONFIG GET is asked, one by one: Redis 6.2 takes one pattern at a time. */
  static final List<String> PATTERNS = List.of("*append*", "maxmemory-policy");

  private record Demand(String setting, String value, String consequence) {}

  // CP-18: nodes run with these, or an acknowledged write can be lost with a power cut or
  // evicted.
  private static final String UNCHECKED =
      "CONFIG GET is not allowed, so the node's settings cannot be checked";

  private static final List<Demand> DEMANDS =
      List.of(
          new Demand("appendonly", "yes", "a restart loses everything"),
          new Demand("appendfsync", "always", "a power cut loses acknowledged writes"),
          new Demand("no-appendfsync-on-rewrite", "no", "a rewrite of the log suspends fsync"),
          new Demand("maxmemory-policy", "noeviction", "full memory drops keys silently"));

  /**
   * Reads a server's answers.
   *
   * @param info the text of INFO
   * @param settings what CONFIG GET told; empty if it may not be asked
   * @throws ConnectFault.Unfit if the server must not be used: a replica, still loading, or no
   *     Redis
   */
  static Greeting of(String info, Map<String, String> settings) {
    Map<String, String> facts = facts(info);
    String runId = facts.getOrDefault("run_id", "");
    if (runId.length() != Frame.RUN_ID_LENGTH) {
      throw new ConnectFault.Unfit(ConnectFault.GARBAGE, "the server tells no run_id");
    }
    if (!facts.getOrDefault("role", "master").equals("master")) {
      throw new ConnectFault.Unfit(
          ConnectFault.REPLICA, "the server is a read-only replica; nodes must be independent");
    }
    if (facts.getOrDefault("loading", "0").equals("1")) {
      throw new ConnectFault.Unfit(ConnectFault.LOADING, "the server is still reading its disk");
    }
    return new Greeting(
        runId, facts.getOrDefault("redis_version", "unknown"), unsafe(facts, settings));
  }

  /** Adds what CONFIG GET answered; nothing if it may not be asked. */
  static void add(Object answer, Map<String, String> settings) {
    if (answer instanceof List<?> pairs) {
      for (int i = 0; i + 1 < pairs.size(); i += 2) {
        settings.put(text(pairs.get(i)), text(pairs.get(i + 1)));
      }
    }
  }

  static String text(Object part) {
    return part instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : "";
  }

  private static List<String> unsafe(Map<String, String> facts, Map<String, String> settings) {
    List<String> sentences = new ArrayList<>();
    if (settings.isEmpty()) {
      sentences.add(UNCHECKED);
    }
    Map<String, String> told = toldByInfo(facts);
    told.putAll(settings);
    for (Demand demand : DEMANDS) {
      String value = told.getOrDefault(demand.setting(), demand.value());
      if (!value.equals(demand.value())) {
        sentences.add(
            "%s is %s, not %s: %s"
                .formatted(demand.setting(), value, demand.value(), demand.consequence()));
      }
    }
    if (facts.entrySet().stream().anyMatch(Greeting::isReplica)) {
      sentences.add(
          "the node has Redis replicas: a failover to one would lose acknowledged writes");
    }
    return List.copyOf(sentences);
  }

  /** Whoever may not ask for settings learns some of them by INFO. */
  private static Map<String, String> toldByInfo(Map<String, String> facts) {
    Map<String, String> told = new HashMap<>();
    if (facts.containsKey("aof_enabled")) {
      told.put("appendonly", facts.get("aof_enabled").equals("0") ? "no" : "yes");
    }
    if (facts.containsKey("maxmemory_policy")) {
      told.put("maxmemory-policy", facts.get("maxmemory_policy"));
    }
    return told;
  }

  /** A replica listens; who fetches a dump (redis-cli --rdb) counts as one, but has no port. */
  private static boolean isReplica(Map.Entry<String, String> fact) {
    return fact.getKey().matches("slave[0-9]+") && !fact.getValue().contains("port=0,");
  }

  /** What profile prod does not take: all that is known to be unsafe. */
  List<String> refused() {
    return unsafeSettings.stream().filter(said -> !said.equals(UNCHECKED)).toList();
  }

  /**
   * In profile prod.
   *
   * @throws ConnectFault.Unfit if the node must not be used
   */
  Greeting strictly() {
    if (!refused().isEmpty()) {
      throw new ConnectFault.Unfit(ConnectFault.UNSAFE, String.join("; ", refused()));
    }
    return this;
  }

  /** The lines of INFO, by name. */
  static Map<String, String> facts(String info) {
    Map<String, String> facts = new HashMap<>();
    info.lines()
        .map(line -> line.split(":", 2))
        .filter(pair -> pair.length == 2)
        .forEach(pair -> facts.put(pair[0], pair[1].strip()));
    return facts;
  }
}
