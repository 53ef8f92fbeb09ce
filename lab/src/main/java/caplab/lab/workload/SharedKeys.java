package caplab.lab.workload;

import caplab.lab.history.Facts;
import caplab.lab.model.Topology.Kind;
import caplab.lab.stage.ClientAnswer;
import caplab.lab.stage.ClientCall;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Keys of app-ap that everybody changes, each write carrying the context of a read just before: so
 * it is known what every write may supersede, and a value that is gone without that is lost.
 *
 * @param keys how many
 * @param clientsPerZone clients that ask the instance of each zone
 */
public record SharedKeys(int keys, int clientsPerZone, Pace pace) implements Workload {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** Of the reads, the percentage that a write follows. */
  private static final int WRITES = 50;

  @Override
  public void begin(Scene scene) {
    for (int key = 0; key < keys; key++) {
      scene.watch(Kind.AP, "shared-" + key);
    }
    scene.everywhere(Kind.AP, clientsPerZone, client -> new Editor(scene, client).next());
  }

  /** One client: reads, thinks, writes over what it read. */
  private final class Editor {

    private final Scene scene;
    private final Scene.Client client;
    private int written;

    Editor(Scene scene, Scene.Client client) {
      this.scene = scene;
      this.client = client;
    }

    void next() {
      if (!scene.open()) {
        return;
      }
      String key = "shared-" + client.random().nextInt(keys);
      ClientCall read = ClientCall.read(client.kind(), client.zone(), key);
      scene.ask(
          client,
          read,
          answer -> {
            boolean writes = answer.context().isPresent() && client.random().nextInt(100) < WRITES;
            scene.in(
                pace.after(answer, client.random()),
                writes ? () -> write(key, answer) : this::next);
          });
    }

    private void write(String key, ClientAnswer read) {
      if (!scene.open()) {
        return;
      }
      String value = client.number() + "." + ++written;
      ArrayNode superseded = JSON.arrayNode();
      read.values().forEach(superseded::add);
      ClientCall write =
          ClientCall.write(client.kind(), client.zone(), key, value)
              .superseding(read.context().orElseThrow())
              .noting(Facts.SUPERSEDES, superseded);
      scene.ask(client, write, answer -> scene.in(pace.after(answer, client.random()), this::next));
    }
  }
}
