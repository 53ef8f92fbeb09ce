package caplab.lab.report;

import caplab.lab.history.Facts;
import caplab.lab.history.HistoryEvent;
import caplab.lab.history.HistoryEvent.F;
import caplab.lab.history.HistoryEvent.Type;
import caplab.lab.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A run made up: three zones, zone g1 cut off from 10 s to 24 s. app-cp refuses there, app-ap
 * answers with a bound that grows. No service took part.
 */
final class Partition {

  static final int CUT_MS = 10_000;
  static final int HEAL_MS = 24_000;
  private static final int END_MS = 36_000;
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Random random = new Random(42);
  private final List<HistoryEvent> events = new ArrayList<>();
  private final List<String> samples = new ArrayList<>();
  private final String key;

  private Partition(String key) {
    this.key = key;
  }

  /**
   * Writes the folder of the run.
   *
   * @param key what clients read and wrote
   * @param verdict name of the file beside this class that becomes {@code verdict.json}
   */
  static Path write(Path folder, String key, String verdict) throws IOException {
    Partition run = new Partition(key);
    for (int zone = 1; zone <= 3; zone++) {
      run.requests("cp", zone);
      run.requests("ap", zone);
    }
    run.events.sort(Comparator.comparingLong(HistoryEvent::time));
    for (int now = 0; now < END_MS; now += 200) {
      for (int zone = 1; zone <= 3; zone++) {
        run.sample("cp", zone, now);
        run.sample("ap", zone, now);
      }
    }
    copy("config.json", folder.resolve("config.json"));
    copy(verdict, folder.resolve("verdict.json"));
    Files.writeString(
        folder.resolve("faults.jsonl"),
        "{\"name\":\"isolate\",\"target\":\"g1\",\"from_ms\":%d,\"to_ms\":%d}%n"
            .formatted(CUT_MS, HEAL_MS));
    Files.write(folder.resolve("samples.jsonl"), run.samples);
    new RunFolder(folder).history(run.events);
    return folder;
  }

  private static void copy(String resource, Path to) throws IOException {
    Files.writeString(to, Resource.text(resource));
  }

  private void requests(String mode, int zone) {
    long process = zone * 10 + (mode.equals("cp") ? 0 : 1);
    int step = 0;
    for (double now = 50; now < END_MS - 3_500; step++) {
      boolean cut = isCut(zone, now);
      boolean late = cut && now < CUT_MS + 1_500;
      Type came = mode.equals("ap") ? Type.OK : late ? Type.INFO : cut ? Type.FAIL : Type.OK;
      double usual = mode.equals("cp") ? 2.4 : 1.1;
      double latency = came == Type.INFO ? 900 : usual * Math.exp(random.nextGaussian() * 0.5);
      F f = step % 3 == 0 ? F.WRITE : F.READ;
      append(process, Type.INVOKE, f, now, mode, zone);
      append(process, came, f, now + latency, mode, zone);
      now += latency + 40 + random.nextInt(20);
    }
  }

  private void append(long process, Type type, F f, double timeMs, String mode, int zone) {
    Map<String, JsonNode> more = new LinkedHashMap<>();
    more.put(Facts.MODE, JSON.stringNode(mode));
    more.put(Facts.ZONE, JSON.stringNode("g" + zone));
    if (type != Type.INVOKE) {
      more.put(Facts.STATUS, JSON.numberNode(status(type)));
    }
    if (type == Type.OK || type == Type.FAIL) {
      more.put(Facts.EXPLAIN, explain(mode, zone, type == Type.FAIL));
    }
    if (type == Type.OK && f == F.READ) {
      more.put(Facts.STALENESS_MS, JSON.numberNode(bound(mode, zone, timeMs)));
    }
    JsonNode value = JSON.stringNode("v" + events.size());
    long nanoseconds = (long) (timeMs * 1e6);
    events.add(new HistoryEvent(process, type, f, key, value, nanoseconds, name(mode, zone), more));
  }

  /** As a service tells it, of which nodes it heard what. */
  private static JsonNode explain(String mode, int zone, boolean alone) {
    ObjectNode nodes = JSON.objectNode();
    for (int node = 1; node <= 3; node++) {
      String other = mode.equals("ap") ? "pending" : alone ? "skipped" : "accepted";
      nodes.put("db_g" + node, node == zone ? "accepted" : other);
    }
    ObjectNode explain = JSON.objectNode();
    if (mode.equals("ap")) {
      return explain.set("nodes", nodes);
    }
    explain.putArray("rounds").addObject().put("phase", "accept").set("nodes", nodes);
    return explain;
  }

  private static int status(Type type) {
    return switch (type) {
      case OK -> 200;
      case FAIL -> 503;
      case INFO, INVOKE -> 504;
    };
  }

  private double bound(String mode, int zone, double now) {
    double usual = 20 + random.nextInt(60);
    return mode.equals("cp") ? 0 : isCut(zone, now) ? now - CUT_MS + usual : usual;
  }

  private void sample(String mode, int zone, int now) {
    List<String> breakers =
        Stream.of(1, 2, 3)
            .map(node -> "\"db_g%d\":\"%s\"".formatted(node, breaker(zone, node, now)))
            .toList();
    samples.add(
        String.format(
            Locale.ROOT,
            "{\"time_ms\":%d,\"service\":\"%s\",\"zone\":\"g%d\",\"breakers\":{%s},"
                + "\"staleness_ms\":{\"db_g%d\":%s}}",
            now,
            name(mode, zone),
            zone,
            String.join(",", breakers),
            zone,
            now < 1_000 ? "null" : Double.toString(bound(mode, zone, now))));
  }

  private static String breaker(int zone, int node, int now) {
    boolean parted = (zone == 1) != (node == 1);
    if (!parted || now < CUT_MS + 1_200 || now > HEAL_MS + 1_400) {
      return "CLOSED";
    }
    return (now - CUT_MS) % 2_400 < 500 ? "HALF_OPEN" : "OPEN";
  }

  private static boolean isCut(int zone, double now) {
    return zone == 1 && now >= CUT_MS && now < HEAL_MS;
  }

  private static String name(String mode, int zone) {
    return "app_" + mode + (zone == 1 ? "" : "_g" + zone);
  }
}
