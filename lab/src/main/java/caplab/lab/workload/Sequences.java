package caplab.lab.workload;

import caplab.lab.history.Facts;
import caplab.lab.model.Topology.Kind;
import caplab.lab.stage.ClientAnswer;
import caplab.lab.stage.ClientCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Keys with one writer each, who writes 1, 2, 3 … one after another, read by everybody: so a
 * reader's answer shows how old it is. Every second client keeps a session, where there are any.
 *
 * @param kind the service
 * @param clientsPerZone each writes a key of its own and reads all
 * @param roaming whether clients ask another zone each time, or stay in theirs
 */
public record Sequences(Kind kind, int clientsPerZone, boolean roaming, Pace pace)
    implements Workload {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** Of a client's requests, the percentage that write. */
  private static final int WRITES = 30;

  @Override
  public void begin(Scene scene) {
    List<String> keys = new ArrayList<>();
    List<Writer> writers = new ArrayList<>();
    for (int zone = 1; zone <= scene.topology().zones(); zone++) {
      for (int each = 0; each < clientsPerZone; each++) {
        Writer writer = new Writer(scene, scene.client(kind, zone), keys, each % 2 == 0);
        keys.add(writer.own);
        scene.watch(kind, writer.own);
        writers.add(writer);
      }
    }
    writers.forEach(Writer::next);
  }

  /** One client. */
  private final class Writer {

    private final Scene scene;
    private final Scene.Client client;
    private final List<String> keys;
    private final boolean keepsSession;
    private final String own;
    private Optional<String> token = Optional.empty();
    private int written;

    Writer(Scene scene, Scene.Client client, List<String> keys, boolean keepsSession) {
      this.scene = scene;
      this.client = client;
      this.keys = keys;
      this.keepsSession = keepsSession;
      this.own = "sequence-" + client.number();
    }

    void next() {
      if (!scene.open()) {
        return;
      }
      if (client.random().nextInt(100) < WRITES) {
        String value = own + "-" + ++written;
        send(ClientCall.write(client.kind(), zone(), own, value));
      } else {
        String key = keys.get(client.random().nextInt(keys.size()));
        send(ClientCall.read(client.kind(), zone(), key));
      }
    }

    private int zone() {
      return roaming ? 1 + client.random().nextInt(scene.topology().zones()) : client.zone();
    }

    private void send(ClientCall call) {
      ClientCall noted =
          keepsSession
              ? call.noting(Facts.SESSION, JSON.stringNode("session-" + client.number()))
              : call;
      scene.ask(client, noted.within(token), this::heard);
    }

    private void heard(ClientAnswer answer) {
      if (keepsSession && answer.session().isPresent()) {
        token = answer.session();
      }
      scene.in(pace.after(answer, client.random()), this::next);
    }
  }
}
