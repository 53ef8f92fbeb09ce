package caplab.lab;

import caplab.lab.model.UserError;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The command line: names the commands and turns what they throw into one line and a status. */
@Command(
    name = "./cap",
    description = "The CAP tradeoff on real parts.",
    subcommands = {
      DemoCommand.class,
      ListCommand.class,
      RunCommand.class,
      BenchCommand.class,
      UpCommand.class,
      CutCommand.class,
      HealCommand.class,
      LinkCommands.Slow.class,
      LinkCommands.Lose.class,
      ProcessCommands.Kill.class,
      ProcessCommands.Pause.class,
      ProcessCommands.Resume.class,
      ProcessCommands.Restart.class,
      ProcessCommands.Wipe.class,
      StatusCommand.class,
      TwinCommand.class,
      TokenCommand.class,
      AuditCommand.class,
      CheckCommand.class,
      ReportCommand.class,
      SummaryCommand.class,
      HelpCommand.class
    })
public final class Cap {

  /** As in {@code sysexits.h}: the command was used wrongly. */
  public static final int USAGE = 64;

  private Cap() {}

  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /** The names of all commands for users. */
  public static List<String> commands() {
    return new CommandLine(new Cap())
        .getSubcommands().entrySet().stream()
            .filter(each -> !each.getValue().getCommandSpec().usageMessage().hidden())
            .map(Map.Entry::getKey)
            .toList();
  }

  /** Runs one command and returns its exit status. */
  static int run(String... arguments) {
    CommandLine line = new CommandLine(new Cap());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler((wrong, given) -> tell(wrong.getMessage(), USAGE));
    line.setExecutionExceptionHandler((failed, command, given) ->
        switch (failed) {
          case UserError refused -> tell(refused.getMessage(), refused.isUsage() ? USAGE : 1);
          case null, default -> throw failed;
        });
    if (arguments.length == 0) {
      line.usage(System.err);
      return USAGE;
    }
    return line.execute(arguments);
  }

  private static int tell(String problem, int status) {
    System.err.println("cap: " + problem);
    return status;
  }
}
