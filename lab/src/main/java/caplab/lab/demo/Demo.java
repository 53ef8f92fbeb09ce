package caplab.lab.demo;

import caplab.lab.demo.Client.Answered;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;

/**
 * Shows the tradeoff and judges it: the pair is written to while healthy, zone g1 is cut off from
 * g2 and g3, both sides are asked, the network is healed. Every verdict is computed from the
 * answers of this run.
 */
public final class Demo {

  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final List<String> ZONES = List.of("g1", "g2", "g3");

  private final Stage stage;
  private final PrintStream out;
  private final Client client = new Client();
  private final List<Verdict> verdicts = new ArrayList<>();
  private int apAsked;
  private int apAnswered;

  public Demo(Stage stage, PrintStream out) {
    this.stage = stage;
    this.out = out;
  }

  /** Runs the story and prints the table; true iff every promise held. */
  public boolean run() {
    try (client) {
      healthy();
      stage.cut("g1", "g2,g3");
      say("\n2. The network is cut: g1 | g2 g3 (silently, as a lost cable: nobody is told)");
      long cutAt = System.nanoTime();
      consistentSide();
      availableSide(cutAt);
      stage.heal();
      say("\n3. The network is healed");
      healed();
    }
    out.println();
    Verdict.print(verdicts, out);
    return verdicts.stream().allMatch(Verdict::held);
  }

  /** The verdicts of the run so far. */
  public List<Verdict> verdicts() {
    return List.copyOf(verdicts);
  }

  private void healthy() {
    say("1. Healthy: three Redis servers, one app-cp and one app-ap in each of three zones");
    Answered written = awaitOk(() -> client.write(stage.cp("g1"), "sky", "blue"));
    tell("app-cp g1", "write sky=blue", written);
    Answered read = client.read(stage.cp("g3"), "sky");
    tell("app-cp g3", "read sky", read);
    Answered wrote = awaitOk(() -> client.write(stage.ap("g1"), "sky", "blue"));
    tell("app-ap g1", "write sky=blue", wrote);
    boolean arrived = await(() -> "blue".equals(client.read(stage.ap("g3"), "sky").text("value")));
    Answered replica = client.read(stage.ap("g3"), "sky");
    tell("app-ap g3", "read sky", replica);
    judge(
        "both",
        "healthy: what one zone writes, another reads",
        written.ok() && "blue".equals(read.text("value")) && arrived && bounded(replica),
        "app-ap's bound at g3 " + replica.text("staleness_ms") + " ms");
  }

  private void consistentSide() {
    Answered refused = client.write(stage.cp("g1"), "refused", "never");
    tell("app-cp g1", "write refused=never", refused);
    Answered unread = client.read(stage.cp("g1"), "sky");
    tell("app-cp g1", "read sky", unread);
    judge(
        "app-cp",
        "refuses where no majority is reachable, and says when to come back",
        isRefusal(refused) && isRefusal(unread),
        "503 with Retry-After " + refused.retryAfter() + " s, " + refused.text("outcome"));
    Answered served = awaitOk(() -> client.write(stage.cp("g2"), "sky", "green"));
    tell("app-cp g2", "write sky=green", served);
    Answered seen = client.read(stage.cp("g3"), "sky");
    tell("app-cp g3", "read sky", seen);
    judge(
        "app-cp",
        "serves where a majority is reachable",
        served.ok() && "green".equals(seen.text("value")),
        "write and read 200, version " + seen.text("version"));
  }

  private void availableSide(long cutAt) {
    Answered left = ap(client.write(stage.ap("g1"), "sky", "red"));
    tell("app-ap g1", "write sky=red", left);
    Answered right = ap(client.write(stage.ap("g2"), "sky", "green"));
    tell("app-ap g2", "write sky=green", right);
    List<Long> bounds = new ArrayList<>();
    List<String> lies = new ArrayList<>();
    Answered latest = ap(client.read(stage.ap("g1"), "sky"));
    tell("app-ap g1", "read sky", latest);
    // The cut may be old already when it is first asked: the bound must grow from there.
    long first = latest.staleness();
    boolean stale =
        await(() -> {
          Answered read = ap(client.read(stage.ap("g1"), "sky"));
          bounds.add(read.staleness());
          // g2's write was acknowledged, and g1 cannot know it: the bound must reach back before
          // it.
          long age = (read.askedAt() - right.answeredAt()) / 1_000_000;
          if (!values(read).contains("green") && read.staleness() < age) {
            lies.add(read.staleness() + " < " + age);
          }
          return read.body().path("stale").asBoolean(false) && read.staleness() > first;
        });
    latest = ap(client.read(stage.ap("g1"), "sky"));
    tell("app-ap g1", "read sky, later", latest);
    tell("app-ap g2", "read sky", ap(client.read(stage.ap("g2"), "sky")));
    judge(
        "app-ap",
        "answers everything on both sides",
        apAnswered == apAsked,
        apAnswered + " of " + apAsked + " requests answered");
    judge(
        "app-ap",
        "says how stale it is, and that it is past MAX_STALENESS_MS",
        stale,
        "bound "
            + latest.text("staleness_ms")
            + " ms, "
            + (System.nanoTime() - cutAt) / 1_000_000
            + " ms after the cut");
    judge(
        "app-ap",
        "the bound is never below the age of what is missing",
        lies.isEmpty(),
        bounds.size() + " reads compared" + (lies.isEmpty() ? "" : ": " + lies.getFirst()));
  }

  private void healed() {
    boolean everywhere =
        await(() ->
            ZONES.stream()
                .allMatch(z -> "green".equals(client.read(stage.cp(z), "sky").text("value"))));
    ZONES.forEach(z -> tell("app-cp " + z, "read sky", client.read(stage.cp(z), "sky")));
    judge("app-cp", "the last acknowledged write is read everywhere", everywhere, "sky=green");
    Answered never = client.read(stage.cp("g1"), "refused");
    tell("app-cp g1", "read refused", never);
    judge(
        "app-cp", "a refused write never takes effect", never.status() == 404, "" + never.status());
    boolean converged =
        await(() ->
            ZONES.stream()
                .allMatch(z -> values(client.read(stage.ap(z), "sky")).equals("green red")));
    ZONES.forEach(z -> tell("app-ap " + z, "read sky", client.read(stage.ap(z), "sky")));
    judge(
        "app-ap",
        "converges; of two concurrent writes neither is lost",
        converged,
        "siblings at g1: " + values(client.read(stage.ap("g1"), "sky")));
    boolean fresh =
        await(() -> ZONES.stream().allMatch(z -> bounded(client.read(stage.ap(z), "sky"))));
    judge(
        "app-ap",
        "its bound is within MAX_STALENESS_MS again",
        fresh,
        client.read(stage.ap("g1"), "sky").text("staleness_ms") + " ms at g1");
  }

  private static boolean isRefusal(Answered answered) {
    return answered.status() == 503
        && !answered.retryAfter().isEmpty()
        && answered.text("outcome").equals("not_applied");
  }

  private static boolean bounded(Answered read) {
    return read.ok() && !read.body().path("stale").asBoolean(true);
  }

  /** All living values of an AP answer, sorted. */
  private static String values(Answered read) {
    TreeSet<String> values = new TreeSet<>();
    for (JsonNode sibling : read.body().path("siblings")) {
      values.add(sibling.isObject() ? sibling.path("value").asString() : sibling.asString());
    }
    values.add(read.text("value"));
    return String.join(" ", values);
  }

  private Answered ap(Answered answered) {
    apAsked++;
    if (answered.status() == 200 || answered.status() == 404) {
      apAnswered++;
    }
    return answered;
  }

  private void judge(String service, String promise, boolean held, String measured) {
    verdicts.add(new Verdict(service, promise, held, measured));
  }

  private void say(String line) {
    out.println(line);
  }

  private void tell(String who, String what, Answered answer) {
    List<String> parts = new ArrayList<>();
    for (String member : List.of("value", "version", "staleness_ms", "stale", "outcome")) {
      if (!answer.text(member).isEmpty()) {
        parts.add(member + "=" + answer.text(member));
      }
    }
    if (answer.body().path("siblings").size() > 1) {
      parts.add("siblings=[" + values(answer) + "]");
    }
    if (!answer.retryAfter().isEmpty()) {
      parts.add("Retry-After=" + answer.retryAfter());
    }
    out.printf(
        "   %-9s  %-20s → %d  %s (%d ms)%n",
        who, what, answer.status(), String.join(" ", parts), answer.tookMs());
  }

  private Answered awaitOk(java.util.function.Supplier<Answered> request) {
    Answered[] last = new Answered[1];
    await(() -> {
      last[0] = request.get();
      return last[0].ok();
    });
    return last[0];
  }

  private static boolean await(BooleanSupplier condition) {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < until) {
      if (condition.getAsBoolean()) {
        return true;
      }
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return condition.getAsBoolean();
  }
}
