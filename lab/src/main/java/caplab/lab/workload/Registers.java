package caplab.lab.workload;

import caplab.lab.model.Topology.Kind;
import caplab.lab.stage.Answer;
import caplab.lab.stage.Call;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Reads, writes, compare-and-sets and a few deletes over some keys of app-cp, every value written
 * once: what a linearizability checker needs.
 *
 * @param keys how many, shared by all clients
 * @param clientsPerZone clients that ask the instance of each zone
 */
public record Registers(int keys, int clientsPerZone, Pace pace) implements Workload {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  @Override
  public void begin(Scene scene) {
    for (int key = 0; key < keys; key++) {
      scene.watch(Kind.CP, "register-" + key);
    }
    for (int zone = 1; zone <= scene.topology().zones(); zone++) {
      for (int each = 0; each < clientsPerZone; each++) {
        new Asker(scene, scene.client(Kind.CP, zone)).next();
      }
    }
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
        send(Call.read(client.kind(), client.zone(), key), JSON.nullNode());
      } else if (drawn < 75 || !seen.containsKey(key)) {
        String value = fresh();
        send(Call.write(client.kind(), client.zone(), key, value), JSON.stringNode(value));
      } else if (drawn < 97) {
        compareAndSet(key, seen.get(key));
      } else {
        send(Call.delete(client.kind(), client.zone(), key), JSON.nullNode());
      }
    }

    private void compareAndSet(String key, Seen expected) {
      String value = fresh();
      JsonNode pair = JSON.arrayNode().add(expected.value()).add(value);
      send(Call.cas(client.zone(), key, value, expected.version()), pair);
    }

    private String fresh() {
      return client.number() + "." + ++written;
    }

    private void send(Call call, JsonNode value) {
      scene.ask(
          client,
          call,
          value,
          Map.of(),
          answer -> {
            remember(call, answer);
            scene.in(pace.after(answer, client.random()), this::next);
          });
    }

    private void remember(Call call, Answer answer) {
      if (answer.value().isPresent() && answer.version().isPresent()) {
        seen.put(call.key(), new Seen(answer.value().get(), answer.version().getAsLong()));
      } else if (answer.status() == 412 || answer.status() == 404) {
        seen.remove(call.key());
      }
    }
  }
}
