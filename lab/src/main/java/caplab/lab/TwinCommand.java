package caplab.lab;

import caplab.lab.cluster.Refused;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** {@code ./cap twin}: the same request to both services, their answers side by side. */
@Command(name = "twin", description = "Sends one request to both services: write or read.")
final class TwinCommand implements Callable<Integer> {

  private static final Duration ANSWER = Duration.ofSeconds(6);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  enum Verb {
    WRITE,
    READ
  }

  /** What one service said, 0 where it said nothing. */
  record Answer(int status, double latencyMs, String body) {}

  @Mixin Common common;

  @Option(names = "--zone", paramLabel = "gK", description = "Whose services (default g1).")
  String zone = "g1";

  @Parameters(index = "0", paramLabel = "write|read")
  Verb verb;

  @Parameters(index = "1", paramLabel = "KEY")
  String key;

  @Parameters(index = "2", paramLabel = "VALUE", arity = "0..1")
  String value;

  @Override
  public Integer call() {
    if ((verb == Verb.WRITE) == (value == null)) {
      throw Refused.usage("it is: twin write KEY VALUE, or: twin read KEY");
    }
    if (!zone.matches("g[1-7]")) {
      throw Refused.usage("a zone is g1 to g7, not " + zone);
    }
    int first = common.running().portBase() + 10 * (Integer.parseInt(zone.substring(1)) - 1);
    try (HttpClient http = HttpClient.newHttpClient()) {
      CompletableFuture<Answer> consistent = ask(http, first + 1);
      CompletableFuture<Answer> available = ask(http, first + 2);
      show(consistent.join(), available.join());
    }
    return 0;
  }

  private CompletableFuture<Answer> ask(HttpClient http, int port) {
    String escaped = URLEncoder.encode(key, StandardCharsets.UTF_8).replace("+", "%20");
    String operation = verb == Verb.WRITE ? "write" : "read";
    URI uri = URI.create("http://127.0.0.1:" + port + "/" + operation + "/" + escaped);
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(ANSWER);
    if (verb == Verb.WRITE) {
      request.POST(BodyPublishers.ofString(value));
    }
    long asked = System.nanoTime();
    return http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString())
        .handle((response, failure) -> {
          double latencyMs = (System.nanoTime() - asked) / 1e6;
          return failure == null
              ? new Answer(response.statusCode(), latencyMs, response.body().strip())
              : new Answer(0, latencyMs, String.valueOf(failure.getMessage()));
        });
  }

  private void show(Answer consistent, Answer available) {
    Map<String, Object> both = new LinkedHashMap<>();
    both.put("cp", consistent);
    both.put("ap", available);
    both.put("difference", difference(consistent, available));
    if (common.json) {
      Common.showJson(both);
      return;
    }
    print("app-cp", consistent);
    print("app-ap", available);
    System.out.println("difference: " + both.get("difference"));
  }

  private static void print(String who, Answer answer) {
    System.out.printf(
        "%s  %d in %.1f ms%n        %s%n", who, answer.status(), answer.latencyMs(), answer.body());
  }

  /** In one line: who answered, and whether they agree. */
  static String difference(Answer consistent, Answer available) {
    boolean left = consistent.status() / 100 == 2;
    boolean right = available.status() / 100 == 2;
    if (left && right) {
      String ours = value(consistent);
      return ours.equals(value(available)) ? "none" : "other values: both answered";
    }
    if (left == right) {
      return consistent.status() == available.status() ? "none" : "other refusals";
    }
    return left ? "only app-cp answered" : "only app-ap answered";
  }

  private static String value(Answer answer) {
    try {
      return JSON.readTree(answer.body()).path("value").asString("");
    } catch (JacksonException unreadable) {
      return answer.body();
    }
  }
}
