package caplab.lab;

import caplab.lab.model.ControlCommand;
import caplab.lab.model.ProcessAction;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What is done to one process. */
final class ProcessCommands {

  private ProcessCommands() {}

  abstract static class OnTarget implements Callable<Integer> {

    @Mixin Aim aim;

    private final ProcessAction action;

    @Parameters(
        paramLabel = "TARGET",
        description = "A node (db_g2) or a service instance (app_cp, app_ap_g2).")
    String target;

    OnTarget(ProcessAction action) {
      this.action = action;
    }

    @Override
    public Integer call() {
      return aim.send(new ControlCommand.Act(action, target));
    }
  }

  @Command(name = "kill", description = "Kill -9.")
  static final class Kill extends OnTarget {
    Kill() {
      super(ProcessAction.KILL);
    }
  }

  @Command(name = "pause", description = "Stops it where it stands; connections stay open.")
  static final class Pause extends OnTarget {
    Pause() {
      super(ProcessAction.PAUSE);
    }
  }

  @Command(name = "resume", description = "Lets a paused one go on.")
  static final class Resume extends OnTarget {
    Resume() {
      super(ProcessAction.RESUME);
    }
  }

  @Command(name = "restart", description = "Ends it in good order if it runs, and starts it.")
  static final class Restart extends OnTarget {
    Restart() {
      super(ProcessAction.RESTART);
    }
  }

  @Command(name = "wipe", description = "Kills a node and starts it with an empty disk.")
  static final class Wipe extends OnTarget {
    Wipe() {
      super(ProcessAction.WIPE);
    }
  }
}
