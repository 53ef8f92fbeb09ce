package caplab.lab;

import caplab.lab.model.ControlCommand;
import caplab.lab.model.ProcessAction;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What is done to one process: each command has the name of what it does. */
final class ProcessCommands {

  private ProcessCommands() {}

  abstract static class OnTarget implements Callable<Integer> {

    @Mixin Aim aim;

    @Spec CommandSpec spec;

    @Parameters(
        paramLabel = "TARGET",
        description = "A node (db_g2) or a service instance (app_cp, app_ap_g2).")
    String target;

    @Override
    public Integer call() {
      ProcessAction action = ProcessAction.valueOf(spec.name().toUpperCase(Locale.ROOT));
      return aim.send(new ControlCommand.Act(action, target));
    }
  }

  @Command(name = "kill", description = "Kill -9.")
  static final class Kill extends OnTarget {}

  @Command(name = "pause", description = "Stops it where it stands; connections stay open.")
  static final class Pause extends OnTarget {}

  @Command(name = "resume", description = "Lets a paused one go on.")
  static final class Resume extends OnTarget {}

  @Command(name = "restart", description = "Ends it in good order if it runs, and starts it.")
  static final class Restart extends OnTarget {}

  @Command(name = "wipe", description = "Kills a node and starts it with an empty disk.")
  static final class Wipe extends OnTarget {}
}
