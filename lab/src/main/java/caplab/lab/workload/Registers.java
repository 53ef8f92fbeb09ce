package caplab.lab.workload;

import caplab.lab.model.Topology.Kind;
import caplab.lab.stage.ClientAnswer;
import caplab.lab.stage.ClientCall;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads, writes, compare-and-sets and a few deletes over some keys of app-cp, every value written
 * once: what a linearizability checker needs.
 *
 * @param keys how many, shared by all clients
 * @param clientsPerZone clients that ask the instance of each zone
 */
public record Registers(int keys, int clientsPerZone, Pace pace) implements Workload {

  @Override
  public void begin(Scene scene) {
    for (int key = 0; key < keys; key++) {
      scene.watch(Kind.CP, "register-" + key);
    }
    scene.everywhere(Kind.CP, clientsPerZone, client -> new Asker(scene, client).next());
  }

  /** One client; it remembers what it last read of each key, for compare-and-set. */
  private final class Asker {

    private record Seen(String value, long version) {}

    private final Scene scene;
    private final Scene.Client client;
    private final Map<String, Seen> seen = new HashMap<>();
    private int written;

    Asker(Scene scene, Scene.Client client) {
      this.scene = scene;
      this.client = client;
    }

    void next() {
      if (!scene.open()) {
        return;
      }
      String key = "register-" + client.random().nextInt(keys);
      int drawn = client.random().nextInt(100);
      if (drawn < 50) {
        send(ClientCall.read(client.kind(), client.zone(), key));
      } else if (drawn < 75 || !seen.containsKey(key)) {
        send(ClientCall.write(client.kind(), client.zone(), key, fresh()));
      } else if (drawn < 97) {
        compareAndSet(key, seen.get(key));
      } else {
        send(ClientCall.delete(client.kind(), client.zone(), key));
      }
    }

    private void compareAndSet(String key, Seen expected) {
      Optional<String> value = Optional.of(expected.value());
      send(ClientCall.cas(client.zone(), key, value, fresh(), expected.version()));
    }

    private String fresh() {
      return client.number() + "." + ++written;
    }

    private void send(ClientCall call) {
      scene.ask(
          client,
          call,
          answer -> {
            remember(call, answer);
            scene.in(pace.after(answer, client.random()), this::next);
          });
    }

    private void remember(ClientCall call, ClientAnswer answer) {
      if (answer.value().isPresent() && answer.version().isPresent()) {
        seen.put(call.key(), new Seen(answer.value().get(), answer.version().getAsLong()));
      } else if (answer.status() == 412 || answer.status() == 404) {
        seen.remove(call.key());
      }
    }
  }
}
