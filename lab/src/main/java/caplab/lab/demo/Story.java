package caplab.lab.demo;

import caplab.lab.history.Event.F;
import caplab.lab.model.Topology;
import caplab.lab.model.Topology.Kind;
import caplab.lab.stage.Answer;
import caplab.lab.stage.Call;
import caplab.lab.workload.Scene;
import caplab.lab.workload.Workload;
import java.io.PrintStream;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A few requests that tell the tradeoff, among the many that prove it: each is printed with its
 * answer, and recorded and judged like all others.
 *
 * @param cutMs when g1 is cut off
 * @param healMs when the network is whole again
 */
public record Story(PrintStream out, long cutMs, long healMs) implements Workload {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
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
        Call.write(Kind.CP, 1, "sky", "blue"),
        Call.read(Kind.CP, 3, "sky"),
        Call.write(Kind.AP, 1, "sky", "blue"),
        Call.read(Kind.AP, 3, "sky"));
    say(
        scene,
        cutMs,
        "\n2. The network is cut: g1 | g2 g3 (silently, as a lost cable: nobody is told)");
    tell(
        scene,
        cutMs + SETTLED_MS,
        Call.write(Kind.CP, 1, "refused", "never"),
        Call.read(Kind.CP, 1, "sky"),
        Call.write(Kind.CP, 2, "sky", "green"),
        Call.read(Kind.CP, 3, "sky"),
        Call.write(Kind.AP, 1, "sky", "red"),
        Call.write(Kind.AP, 2, "sky", "green"),
        Call.read(Kind.AP, 1, "sky"),
        Call.read(Kind.AP, 2, "sky"));
    tell(scene, healMs - SETTLED_MS, Call.read(Kind.AP, 1, "sky"));
    say(scene, healMs, "\n3. The network is healed");
    tell(
        scene,
        healMs + 3 * SETTLED_MS,
        Call.read(Kind.CP, 1, "sky"),
        Call.read(Kind.CP, 3, "sky"),
        Call.read(Kind.CP, 1, "refused"),
        Call.read(Kind.AP, 1, "sky"),
        Call.read(Kind.AP, 2, "sky"),
        Call.read(Kind.AP, 3, "sky"));
  }

  private void say(Scene scene, long atMs, String line) {
    scene.in(atMs, () -> out.println(line));
  }

  private void tell(Scene scene, long fromMs, Call... calls) {
    long atMs = fromMs;
    for (Call call : calls) {
      scene.in(atMs, () -> ask(scene, call));
      atMs += STEP_MS;
    }
  }

  private void ask(Scene scene, Call call) {
    Scene.Client client = scene.client(call.instance().kind(), call.instance().zone());
    JsonNode value = call.value().<JsonNode>map(JSON::stringNode).orElse(JSON.nullNode());
    long askedMs = scene.nowMs();
    scene.ask(client, call, value, Map.of(), answer -> print(call, answer, askedMs));
  }

  private void print(Call call, Answer answer, long askedMs) {
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

  private static String heard(Answer answer) {
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
