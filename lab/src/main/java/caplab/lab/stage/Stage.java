package caplab.lab.stage;

import caplab.lab.run.FaultSpan;
import caplab.lab.run.Sample;
import java.util.List;
import java.util.function.Consumer;

/**
 * A running pair of services with time of its own. Everything that is handed to a stage runs one
 * after another, so nothing that runs on it needs a lock.
 */
public interface Stage extends FaultSurface, AutoCloseable {

  /** Nanoseconds since the start of the run. */
  long now();

  /**
   * How many times as long as planned clients think: what a stage takes of the machine for itself,
   * it cannot leave to the services.
   */
  default int leisure() {
    return 1;
  }

  /** Sends one request and hands over what came of it, at the latest when its deadline is over. */
  void ask(ClientCall call, Consumer<ClientAnswer> then);

  /** Looks at every service instance once. */
  void sample(Consumer<Sample> each);

  /** When the machine itself was slow, as far as samples showed; none in virtual time. */
  List<FaultSpan> stalls();

  /** Runs {@code then} once everything that faults began has been done. */
  void settled(Runnable then);

  /**
   * Runs the opening and all that follows from it, until {@link #finish}.
   *
   * @throws RuntimeException what any of it threw
   */
  void play(Runnable opening);

  /** Ends {@link #play}. */
  void finish();

  @Override
  void close();
}
