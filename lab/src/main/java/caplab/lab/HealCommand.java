package caplab.lab;

import caplab.config.Settings;
import caplab.lab.model.Aftermath;
import caplab.lab.model.ControlCommand;
import caplab.lab.model.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code ./cap heal}: ends the faults of the network, all of them or those of some links, and waits
 * until the services serve again if none is left.
 */
@Command(
    name = "heal",
    description =
        "Ends every cut, delay and loss, or those of the links named, and waits until all services"
            + " serve again; exit 1 if one does not.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./cap heal             all of it",
      "  ./cap heal g1:db_g2    this link only",
    })
final class HealCommand implements Callable<Integer> {

  @Mixin Aim aim;

  @Parameters(paramLabel = "ZONE:NODE", arity = "0..*", description = "For example: g1:db_g2")
  List<String> links = new ArrayList<>();

  @Option(names = "--no-wait", description = "Return before the services serve again.")
  boolean noWait;

  @Override
  public Integer call() {
    long askedNanos = System.nanoTime();
    Status healed = aim.order(new ControlCommand.Heal(links));
    if (noWait || !healed.faults().isEmpty()) {
      aim.show(healed);
      return 0;
    }
    Recovery recovery = Recovery.await(aim.services(), healed, askedNanos, most());
    aim.show(aim.order(new ControlCommand.ShowStatus()));
    (aim.json ? System.err : System.out).println(recovery.told());
    return recovery.complete() ? 0 : 1;
  }

  /** With the setting as this shell has it, which started the cluster or one like it. */
  private static Duration most() {
    String set = System.getenv(Settings.CIRCUIT_OPEN_MS.name());
    return Duration.ofMillis(Aftermath.ms(Optional.ofNullable(set)));
  }
}
