package caplab.lab;

import caplab.lab.model.ControlCommand;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What is done to one link. */
final class LinkCommands {

  private LinkCommands() {}

  abstract static class OnLink implements Callable<Integer> {

    @Mixin Aim aim;

    @Parameters(index = "0", paramLabel = "ZONE:NODE", description = "'*' for all of either.")
    String link;

    @Parameters(index = "1", paramLabel = "AMOUNT", description = "200ms, 1.5s; a share: 5%%")
    String amount;

    abstract ControlCommand command();

    @Override
    public Integer call() {
      return aim.send(command());
    }
  }

  @Command(name = "slow", description = "Delays a link, for example: slow g1:db_g2 200ms")
  static final class Slow extends OnLink {
    @Override
    ControlCommand command() {
      return new ControlCommand.Slow(link, (long) Amount.milliseconds(amount));
    }
  }

  @Command(name = "lose", description = "Loses packets of a link, for example: lose g1:db_g2 5%%")
  static final class Lose extends OnLink {
    @Override
    ControlCommand command() {
      return new ControlCommand.Lose(link, Amount.share(amount));
    }
  }
}
