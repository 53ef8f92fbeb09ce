package caplab.lab.workload;

import caplab.lab.history.Facts;
import caplab.lab.model.Topology;
import caplab.lab.model.Topology.Instance;
import caplab.lab.model.Topology.Kind;
import caplab.lab.stage.ClientAnswer;
import caplab.lab.stage.ClientCall;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The same clients behind a gateway: an attempt that certainly never left, as nobody took the
 * connection, is made again at the next instance. What may have been sent is never repeated. Every
 * attempt is an operation of its own in the history, numbered by {@link Facts#ATTEMPT}. An instance
 * that closes its connections is about to end, and is left alone for a while: who connects in the
 * moment in which it stops listening cannot know whether it was heard.
 */
public record Gateway(Workload clients) implements Workload {

  private static final long AWAY_MS = 2_000;

  @Override
  public void begin(Scene scene) {
    clients.begin(new Behind(scene, new HashMap<>()));
  }

  /**
   * The scene as it is behind the gateway.
   *
   * @param awayUntilMs until when an instance is left alone
   */
  private record Behind(Scene scene, Map<Instance, Long> awayUntilMs) implements Scene {

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
    public void ask(Client client, ClientCall call, Consumer<ClientAnswer> then) {
      attempt(client, present(call), then, 1);
    }

    /** To the first instance that is not about to end; if all are, to the one that was meant. */
    private ClientCall present(ClientCall call) {
      ClientCall at = call;
      for (int tried = 0; tried < topology().zones(); tried++) {
        if (awayUntilMs.getOrDefault(at.instance(), 0L) <= nowMs()) {
          return at;
        }
        at = next(at);
      }
      return call;
    }

    private void attempt(Client client, ClientCall call, Consumer<ClientAnswer> then, int number) {
      scene.ask(
          client,
          call.noting(Facts.ATTEMPT, JsonNodeFactory.instance.numberNode(number)),
          answer -> {
            if (answer.closing()) {
              awayUntilMs.put(call.instance(), nowMs() + AWAY_MS);
            }
            boolean unsent = answer.status() == 0 && !answer.sent();
            if (unsent && number < topology().zones()) {
              attempt(client, next(call), then, number + 1);
            } else {
              then.accept(answer);
            }
          });
    }

    private ClientCall next(ClientCall call) {
      int zone = 1 + call.instance().zone() % topology().zones();
      return call.at(new Instance(call.instance().kind(), zone));
    }
  }
}
