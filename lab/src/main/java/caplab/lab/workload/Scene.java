package caplab.lab.workload;

import caplab.lab.model.Topology;
import caplab.lab.model.Topology.Kind;
import caplab.lab.stage.ClientAnswer;
import caplab.lab.stage.ClientCall;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** A run as its clients see it: whom to ask, when, and that everything is recorded. */
public interface Scene {

  Topology topology();

  /** Whether clients should go on. */
  boolean open();

  /** Milliseconds since the start of the run. */
  long nowMs();

  /**
   * Runs {@code action} after {@code delayMs} of the stage's time, or later where the stage gives
   * clients more leisure.
   */
  void in(long delayMs, Runnable action);

  /** Another client, with randomness of its own that the seed of the run decides. */
  Client client(Kind kind, int zone);

  /** Starts so many clients in every zone. */
  default void everywhere(Kind kind, int clients, Consumer<Client> start) {
    for (int zone = 1; zone <= topology().zones(); zone++) {
      for (int each = 0; each < clients; each++) {
        start.accept(client(kind, zone));
      }
    }
  }

  /** This key is read everywhere in the end. */
  void watch(Kind kind, String key);

  /** Sends a call and records both ends of it. */
  void ask(Client client, ClientCall call, Consumer<ClientAnswer> then);

  /** One client: it has at most one call open. */
  interface Client {

    Kind kind();

    int zone();

    /** Unlike a process of the history, it stays the same when an outcome is unknown. */
    int number();

    RandomGenerator random();
  }
}
