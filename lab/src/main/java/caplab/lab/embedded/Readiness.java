package caplab.lab.embedded;

import caplab.lab.model.UserError;
import caplab.lab.wire.Doors;
import caplab.lab.wire.Patience;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Waits until a process that was started can be used, as long as it gets on, or says why it will
 * not be.
 */
public final class Readiness {

  private final Doors doors;
  private final Duration quiet;
  private final Consumer<String> told;
  private final StartSigns signs;
  private final Map<String, String> starting = new TreeMap<>();

  /**
   * Waits for any number of processes at once.
   *
   * @param doors how they are asked
   * @param quiet gives up on a process of which nothing new was seen for so long
   * @param told hears, whenever it changes, what those show that are not ready, in one line
   */
  public Readiness(Doors doors, Duration quiet, Consumer<String> told) {
    this.doors = doors;
    this.quiet = quiet;
    this.told = told;
    this.signs = new StartSigns(doors);
  }

  /** Waits for a node to answer PING, that is: until it has loaded its data. */
  public void awaitNode(ManagedProcess node) {
    await(node, each -> doors.say(each.port(), "PING").equals("+PONG"), signs::node);
  }

  /** Waits for a service to answer {@code path} with 200. */
  public void awaitService(ManagedProcess service, String path) {
    await(service, each -> answers(each.port(), path), signs::service);
  }

  /** Whether this path answers 200 now. */
  boolean answers(int port, String path) {
    return doors
        .services()
        .look(port, path)
        .join()
        .filter(it -> it.statusCode() == 200)
        .isPresent();
  }

  private void await(
      ManagedProcess process,
      Predicate<ManagedProcess> usable,
      Function<ManagedProcess, String> sign) {
    boolean ready =
        Patience.untilQuiet(
            quiet,
            () -> {
              if (process.state() == ManagedProcess.State.DEAD) {
                throw UserError.now(
                    process.name() + " ended while starting: " + process.lastWords());
              }
              return usable.test(process);
            },
            () -> show(process, sign.apply(process)));
    String last = forget(process);
    if (!ready) {
      throw UserError.now(
          "%s is not ready and did not get on for %d s (%s); its log is %s"
              .formatted(process.name(), quiet.toSeconds(), last, process.log()));
    }
  }

  private synchronized String show(ManagedProcess process, String sign) {
    if (!sign.equals(starting.put(process.name(), sign))) {
      told.accept(
          starting.entrySet().stream()
              .map(it -> it.getKey() + " " + it.getValue())
              .collect(Collectors.joining(" · ")));
    }
    return sign;
  }

  private synchronized String forget(ManagedProcess process) {
    return starting.remove(process.name());
  }
}
