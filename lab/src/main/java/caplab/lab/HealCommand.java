package caplab.lab;

import caplab.lab.model.ControlCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code ./cap heal}: ends the faults of the network, all of them or those of some links. */
@Command(
    name = "heal",
    description = "Ends every cut, delay and loss, or those of the links named.")
final class HealCommand implements Callable<Integer> {

  @Mixin Aim aim;

  @Parameters(paramLabel = "ZONE:NODE", arity = "0..*", description = "For example: g1:db_g2")
  List<String> links = new ArrayList<>();

  @Override
  public Integer call() {
    return aim.send(new ControlCommand.Heal(links));
  }
}
