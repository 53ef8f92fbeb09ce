package caplab.lab;

import caplab.lab.model.UserError;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line: names the commands and turns what they throw into one line and a status. */
@Command(
    name = "./cap",
    version = "CAP Lab " + Cap.VERSION,
    description = "The CAP tradeoff on real parts.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./cap demo              all of it in a minute",
      "  ./cap help cut          what a command takes",
    },
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

  static final String VERSION = "1.0.0";

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Says what there is.")
  boolean help;

  @Option(names = "--version", versionHelp = true, description = "Says which version this is.")
  boolean version;

  private Cap() {}

  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /** The names of all commands for users. */
  public static List<String> commands() {
    return line().getSubcommands().entrySet().stream()
        .filter(each -> !each.getValue().getCommandSpec().usageMessage().hidden())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The commands as they are understood. */
  static CommandLine line() {
    return new CommandLine(new Cap()).setCaseInsensitiveEnumValuesAllowed(true);
  }

  /** Runs one command and returns its exit status. */
  static int run(String... arguments) {
    CommandLine line = line();
    line.setParameterExceptionHandler(
        (wrong, given) -> tell(wrong.getMessage() + near(wrong), USAGE));
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

  private static String near(ParameterException wrong) {
    return wrong instanceof UnmatchedArgumentException unknown
            && !unknown.getSuggestions().isEmpty()
        ? "; did you mean " + String.join(" or ", unknown.getSuggestions()) + "?"
        : "";
  }

  private static int tell(String problem, int status) {
    System.err.println("cap: " + problem);
    return status;
  }
}
