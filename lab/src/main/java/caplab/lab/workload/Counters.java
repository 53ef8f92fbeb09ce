package caplab.lab.workload;

import caplab.lab.model.Topology.Kind;
import caplab.lab.stage.ClientAnswer;
import caplab.lab.stage.ClientCall;
import java.util.Optional;

/**
 * Counters of app-cp that everybody increments: read, and compare-and-set to one more by the
 * version that was read. Who lost the race, or does not know, reads again.
 *
 * @param keys how many counters
 * @param clientsPerZone clients that ask the instance of each zone
 */
public record Counters(int keys, int clientsPerZone, Pace pace) implements Workload {

  @Override
  public void begin(Scene scene) {
    for (int key = 0; key < keys; key++) {
      scene.watch(Kind.CP, "counter-" + key);
    }
    scene.everywhere(Kind.CP, clientsPerZone, client -> new Incrementer(scene, client).read());
  }

  private final class Incrementer {

    private final Scene scene;
    private final Scene.Client client;

    Incrementer(Scene scene, Scene.Client client) {
      this.scene = scene;
      this.client = client;
    }

    void read() {
      if (!scene.open()) {
        return;
      }
      String key = "counter-" + client.random().nextInt(keys);
      scene.ask(
          client,
          ClientCall.read(client.kind(), client.zone(), key),
          answer -> {
            if (answer.version().isPresent() && scene.open()) {
              increment(key, answer.value(), answer.version().getAsLong());
            } else {
              pause(answer);
            }
          });
    }

    /** At once, so that the race is for the service to decide and not for the clients' pace. */
    private void increment(String key, Optional<String> before, long version) {
      String after = Long.toString(before.map(Long::parseLong).orElse(0L) + 1);
      scene.ask(client, ClientCall.cas(client.zone(), key, before, after, version), this::pause);
    }

    private void pause(ClientAnswer answer) {
      scene.in(pace.after(answer, client.random()), this::read);
    }
  }
}
