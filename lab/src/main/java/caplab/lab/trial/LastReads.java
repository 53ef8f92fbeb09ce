package caplab.lab.trial;

import caplab.lab.history.Facts;
import caplab.lab.model.Topology.Instance;
import caplab.lab.stage.ClientCall;
import caplab.lab.workload.Scene;
import java.util.Iterator;
import tools.jackson.databind.node.JsonNodeFactory;

/** Reads every key once more at every instance, when nothing is written any more. */
final class LastReads {

  private final Clients clients;
  private final Runnable then;
  private int open;

  LastReads(Clients clients, Runnable then) {
    this.clients = clients;
    this.then = then;
  }

  /** Begins; {@code then} runs once all are answered. */
  void begin() {
    open = clients.topology().instances().size();
    for (Instance instance : clients.topology().instances()) {
      Scene.Client reader = clients.client(instance.kind(), instance.zone());
      next(reader, clients.watched(instance.kind()).iterator());
    }
  }

  private void next(Scene.Client reader, Iterator<String> keys) {
    if (!keys.hasNext()) {
      if (--open == 0) {
        then.run();
      }
      return;
    }
    clients.ask(
        reader,
        ClientCall.read(reader.kind(), reader.zone(), keys.next())
            .noting(Facts.PHASE, JsonNodeFactory.instance.stringNode(Facts.FINAL)),
        answer -> next(reader, keys));
  }
}
