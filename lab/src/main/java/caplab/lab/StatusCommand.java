package caplab.lab;

import caplab.lab.model.ControlCommand;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ./cap status}: what is cut, slow, dead, open. */
@Command(name = "status", description = "What runs, and what is cut, slow, dead or open.")
final class StatusCommand implements Callable<Integer> {

  @Mixin Aim aim;

  @Override
  public Integer call() {
    return aim.send(new ControlCommand.ShowStatus());
  }
}
