package caplab.lab.monitoring;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the services really export: both are started, without any node, as every series is there
 * from the start.
 */
final class ExportedMetrics {

  private static final Pattern SERIES =
      Pattern.compile("^([a-zA-Z_:][\\w:]*)\\{([^}]*)\\}", Pattern.MULTILINE);
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private ExportedMetrics() {}

  /** Each metric of either service with the labels that every series of it has. */
  static Map<String, Set<String>> ofBothServices() {
    Map<String, Set<String>> all = new TreeMap<>();
    for (String main : List.of("caplab.cp.CpMain", "caplab.ap.ApMain")) {
      series(scraped(main), all);
    }
    return all;
  }

  private static void series(String scraped, Map<String, Set<String>> all) {
    Matcher line = SERIES.matcher(scraped);
    while (line.find()) {
      Set<String> labels = new TreeSet<>();
      LABEL.matcher(line.group(2)).results().forEach(label -> labels.add(label.group(1)));
      all.computeIfAbsent(line.group(1), metric -> labels).retainAll(labels);
    }
  }

  private static String scraped(String main) {
    int port = freePort();
    ProcessBuilder java =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            main);
    java.environment().put("PORT", Integer.toString(port));
    java.environment().put("REDIS_NODES", "db_g1=127.0.0.1:1,db_g2=127.0.0.1:2,db_g3=127.0.0.1:3");
    java.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    try (HttpClient client = HttpClient.newHttpClient()) {
      Process service = java.start();
      try {
        return await(main).atMost(PATIENCE).until(() -> get(client, port), text -> !text.isEmpty());
      } finally {
        service.destroyForcibly();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Empty while nobody listens yet. */
  private static String get(HttpClient client, int port) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build();
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException notYet) {
      return "";
    }
  }

  private static int freePort() {
    try (ServerSocket door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return door.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
