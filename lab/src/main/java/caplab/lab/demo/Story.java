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
 * answer, and recorded and judged like all others.
 *
 * @param cutMs when g1 is cut off
 * @param healMs when the network is whole again
 */
public record Story(PrintStream out, long cutMs, long healMs) implements Workload {

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
    String who = call.instance().kind() == Kind.CP ? "app-cp" : "app-ap";
    String what =
        call.f() == F.READ
            ? "read " + call.key()
            : "write " + call.key() + "=" + call.value().orElse("");
    out.printf(
        "   %s %s  %-20s → %d  %s (%d ms)%n",
        who,
        Topology.zone(call.instance().zone()),
        what,
        answer.status(),
        heard(answer),
        answer.at() / 1_000_000 - askedMs);
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
