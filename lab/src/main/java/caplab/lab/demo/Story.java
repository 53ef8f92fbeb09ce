package caplab.lab.demo;

import caplab.lab.history.HistoryEvent.F;
import caplab.lab.model.Topology;
import caplab.lab.model.Topology.Kind;
import caplab.lab.stage.ClientAnswer;
import caplab.lab.stage.ClientCall;
import caplab.lab.workload.Scene;
import caplab.lab.workload.Workload;
import java.io.PrintStream;

/**
 * A few requests that tell the tradeoff, among the many that prove it: each is printed with its
 * answer and what that means, and recorded and judged like all others.
 *
 * @param cutMs when g1 is cut off
 * @param healMs when the network is whole again
 * @param staleMs the bound past which app-ap calls an answer stale
 */
public record Story(PrintStream out, long cutMs, long healMs, long staleMs) implements Workload {

  private static final long STEP_MS = 300;

  /** Detection and breakers take a moment on either side of a change. */
  private static final long SETTLED_MS = 1_000;

  @Override
  public void begin(Scene scene) {
    scene.watch(Kind.CP, "sky");
    scene.watch(Kind.CP, "refused");
    scene.watch(Kind.AP, "sky");
    say(
        scene,
        0,
        "1. Healthy: three Redis servers, one app-cp and one app-ap in each of three zones");
    tell(
        scene,
        SETTLED_MS,
        ClientCall.write(Kind.CP, 1, "sky", "blue"),
        ClientCall.read(Kind.CP, 3, "sky"),
        ClientCall.write(Kind.AP, 1, "sky", "blue"),
        ClientCall.read(Kind.AP, 3, "sky"));
    say(
        scene,
        cutMs,
        "\n2. The network is cut: g1 | g2 g3 (silently, as a lost cable: nobody is told)");
    tell(
        scene,
        cutMs + SETTLED_MS,
        ClientCall.write(Kind.CP, 1, "refused", "never"),
        ClientCall.read(Kind.CP, 1, "sky"),
        ClientCall.write(Kind.CP, 2, "sky", "green"),
        ClientCall.read(Kind.CP, 3, "sky"),
        ClientCall.write(Kind.AP, 1, "sky", "red"),
        ClientCall.write(Kind.AP, 2, "sky", "green"),
        ClientCall.read(Kind.AP, 1, "sky"),
        ClientCall.read(Kind.AP, 2, "sky"));
    tell(scene, healMs - SETTLED_MS, ClientCall.read(Kind.AP, 1, "sky"));
    say(scene, healMs, "\n3. The network is healed");
    tell(
        scene,
        healMs + 3 * SETTLED_MS,
        ClientCall.read(Kind.CP, 1, "sky"),
        ClientCall.read(Kind.CP, 3, "sky"),
        ClientCall.read(Kind.CP, 1, "refused"),
        ClientCall.read(Kind.AP, 1, "sky"),
        ClientCall.read(Kind.AP, 2, "sky"),
        ClientCall.read(Kind.AP, 3, "sky"));
  }

  private void say(Scene scene, long atMs, String line) {
    scene.in(atMs, () -> out.println(line));
  }

  private void tell(Scene scene, long fromMs, ClientCall... calls) {
    long atMs = fromMs;
    for (ClientCall call : calls) {
      scene.in(atMs, () -> ask(scene, call));
      atMs += STEP_MS;
    }
  }

  private void ask(Scene scene, ClientCall call) {
    Scene.Client client = scene.client(call.instance().kind(), call.instance().zone());
    long askedMs = scene.nowMs();
    scene.ask(client, call, answer -> print(call, answer, askedMs));
  }

  private void print(ClientCall call, ClientAnswer answer, long askedMs) {
    out.println(line(call, answer, askedMs));
    out.println("        " + meaning(call, answer, staleMs));
  }

  /** A request and its answer. */
  static String line(ClientCall call, ClientAnswer answer, long askedMs) {
    return "   %-31s → %d  %s (%d ms)"
        .formatted(asked(call), answer.status(), heard(answer), answer.at() / 1_000_000 - askedMs);
  }

  /** {@code app-cp g1 write sky=blue} */
  static String asked(ClientCall call) {
    return "%s %s  %s"
        .formatted(
            call.instance().kind() == Kind.CP ? "app-cp" : "app-ap",
            Topology.zone(call.instance().zone()),
            call.f() == F.READ
                ? "read " + call.key()
                : "write " + call.key() + "=" + call.value().orElse(""));
  }

  /** What an answer means, in a plain sentence. */
  static String meaning(ClientCall call, ClientAnswer answer, long staleMs) {
    String zone = Topology.zone(call.instance().zone());
    return call.instance().kind() == Kind.CP
        ? consistent(zone, call, answer)
        : available(zone, call, answer, staleMs);
  }

  private static String consistent(String zone, ClientCall call, ClientAnswer answer) {
    return switch (answer.status()) {
      case 200 ->
          call.f() == F.READ
              ? "a majority of the nodes agrees: this is the newest value"
              : "a majority of the nodes has it, so it counts";
      case 404 -> "a majority of the nodes agrees: there is no such key";
      case 503 ->
          zone + " cannot see a majority, so app-cp says no rather than guess; nothing was changed";
      case 504 -> "it was sent and nobody answered: it may count or not, and app-cp says so";
      default -> "that is no answer that this story expects";
    };
  }

  private static String available(String zone, ClientCall call, ClientAnswer answer, long staleMs) {
    if (answer.status() != 200 && answer.status() != 404) {
      return "that is no answer that this story expects";
    } else if (call.f() != F.READ) {
      return "the node of " + zone + " has it; the others get it when they can be reached";
    } else if (answer.values().size() > 1) {
      return "both were written where the other could not be seen: both are kept, you choose";
    } else if (answer.stalenessMs().isEmpty()) {
      return zone + " answers, and does not know how old this may be";
    }
    long boundMs = answer.stalenessMs().getAsLong();
    return boundMs > staleMs
        ? "%s answers, and warns: it may miss what was written in the last %,d ms"
            .formatted(zone, boundMs)
        : "%s answers at once; it misses nothing older than %,d ms".formatted(zone, boundMs);
  }

  private static String heard(ClientAnswer answer) {
    StringBuilder heard = new StringBuilder();
    answer.value().ifPresent(it -> heard.append(" value=").append(it));
    answer.version().ifPresent(it -> heard.append(" version=").append(it));
    answer.stalenessMs().ifPresent(it -> heard.append(" staleness_ms=").append(it));
    answer.outcome().ifPresent(it -> heard.append(" outcome=").append(it));
    if (answer.values().size() > 1) {
      heard.append(" siblings=").append(answer.values());
    }
    answer.retryAfter().ifPresent(it -> heard.append(" Retry-After=").append(it));
    return heard.toString().strip();
  }
}
