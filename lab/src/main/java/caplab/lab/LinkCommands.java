package caplab.lab;

import caplab.lab.cluster.ControlCommand;
import caplab.lab.cluster.Cut.Shape;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What is done to one link: each command's name is the command it sends. */
final class LinkCommands {

  private LinkCommands() {}

  abstract static class OnLink implements Callable<Integer> {

    @Mixin Aim aim;

    @Spec CommandSpec spec;

    @Parameters(index = "0", paramLabel = "ZONE:NODE", description = "'*' for all of either.")
    String link;

    @Parameters(index = "1", paramLabel = "AMOUNT", description = "200ms, 1.5s; a share: 5%%")
    String amount;

    abstract double read(String amount);

    @Override
    public Integer call() {
      return aim.send(
          new ControlCommand(spec.name(), List.of(link), Shape.GROUPS, false, read(amount)));
    }
  }

  @Command(name = "slow", description = "Delays a link, for example: slow g1:db_g2 200ms")
  static final class Slow extends OnLink {
    @Override
    double read(String delay) {
      return Amount.milliseconds(delay);
    }
  }

  @Command(name = "lose", description = "Loses packets of a link, for example: lose g1:db_g2 5%%")
  static final class Lose extends OnLink {
    @Override
    double read(String share) {
      return Amount.share(share);
    }
  }
}
