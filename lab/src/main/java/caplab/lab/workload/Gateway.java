package caplab.lab.workload;

import caplab.lab.cluster.Topology;
import caplab.lab.cluster.Topology.Instance;
import caplab.lab.cluster.Topology.Kind;
import caplab.lab.history.Facts;
import caplab.lab.stage.Answer;
import caplab.lab.stage.Call;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The same clients behind a gateway: an attempt that certainly never left, as nobody took the
 * connection, is made again at the next instance. What may have been sent is never repeated. Every
 * attempt is an operation of its own in the history, numbered by {@link Facts#ATTEMPT}.
 */
public record Gateway(Workload clients) implements Workload {

  @Override
  public void begin(Scene scene) {
    clients.begin(new Behind(scene));
  }

  /** The scene as it is behind the gateway. */
  private record Behind(Scene scene) implements Scene {

    @Override
    public Topology topology() {
      return scene.topology();
    }

    @Override
    public boolean open() {
      return scene.open();
    }

    @Override
    public long nowMs() {
      return scene.nowMs();
    }

    @Override
    public void in(long delayMs, Runnable action) {
      scene.in(delayMs, action);
    }

    @Override
    public Client client(Kind kind, int zone) {
      return scene.client(kind, zone);
    }

    @Override
    public void watch(Kind kind, String key) {
      scene.watch(kind, key);
    }

    @Override
    public void ask(
        Client client,
        Call call,
        JsonNode value,
        Map<String, JsonNode> facts,
        Consumer<Answer> then) {
      attempt(client, call, value, facts, then, 1);
    }

    private void attempt(
        Client client,
        Call call,
        JsonNode value,
        Map<String, JsonNode> facts,
        Consumer<Answer> then,
        int number) {
      Map<String, JsonNode> numbered = new LinkedHashMap<>(facts);
      numbered.put(Facts.ATTEMPT, JsonNodeFactory.instance.numberNode(number));
      scene.ask(
          client,
          call,
          value,
          numbered,
          answer -> {
            boolean unsent = answer.status() == 0 && !answer.sent();
            if (unsent && number < topology().zones()) {
              attempt(client, next(call), value, facts, then, number + 1);
            } else {
              then.accept(answer);
            }
          });
    }

    private Call next(Call call) {
      int zone = 1 + call.instance().zone() % topology().zones();
      return new Call(
          new Instance(call.instance().kind(), zone),
          call.f(),
          call.key(),
          call.value(),
          call.ifVersion(),
          call.context(),
          call.session());
    }
  }
}
