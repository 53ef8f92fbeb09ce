package caplab.lab.workload;

import caplab.lab.model.Topology.Kind;
import caplab.lab.stage.ClientAnswer;
import caplab.lab.stage.ClientCall;

/**
 * Probes for staleness, of app-ap: write here, and when that was acknowledged, read there after a
 * while. Each prober has a key of its own, written 1, 2, 3 …
 *
 * @param probersPerZone each probes every other zone in turn
 * @param mostMs the longest while; short ones are drawn as often as long ones, by their magnitude
 */
public record Probes(int probersPerZone, int mostMs) implements Workload {

  @Override
  public void begin(Scene scene) {
    scene.everywhere(Kind.AP, probersPerZone, client -> new Prober(scene, client).write());
  }

  /** One client. */
  private final class Prober {

    private final Scene scene;
    private final Scene.Client client;
    private final String key;
    private int written;

    Prober(Scene scene, Scene.Client client) {
      this.scene = scene;
      this.client = client;
      key = "probe-" + client.number();
      scene.watch(Kind.AP, key);
    }

    void write() {
      if (!scene.open()) {
        return;
      }
      String value = key + "-" + ++written;
      scene.ask(client, ClientCall.write(Kind.AP, client.zone(), key, value), this::wait);
    }

    private void wait(ClientAnswer written) {
      double magnitude = client.random().nextDouble() * Math.log1p(mostMs);
      scene.in(Math.round(Math.expm1(magnitude)), this::read);
    }

    private void read() {
      int zones = scene.topology().zones();
      int there = 1 + (client.zone() + written % Math.max(1, zones - 1)) % zones;
      scene.ask(client, ClientCall.read(Kind.AP, there, key), answer -> scene.in(1, this::write));
    }
  }
}
