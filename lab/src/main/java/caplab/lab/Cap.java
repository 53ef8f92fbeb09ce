package caplab.lab;

import caplab.lab.model.UserError;
import java.util.LinkedHashMap;
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
    })
public final class Cap {

  /** As in {@code sysexits.h}: the command was used wrongly. */
  public static final int USAGE = 64;

  static final String VERSION = "1.0.0";

  /** In the order in which help names them; asking each for its name would take its time. */
  private static final Map<String, Class<?>> COMMANDS = new LinkedHashMap<>();

  static {
    COMMANDS.put("demo", DemoCommand.class);
    COMMANDS.put("list", ListCommand.class);
    COMMANDS.put("run", RunCommand.class);
    COMMANDS.put("bench", BenchCommand.class);
    COMMANDS.put("up", UpCommand.class);
    COMMANDS.put("cut", CutCommand.class);
    COMMANDS.put("heal", HealCommand.class);
    COMMANDS.put("slow", LinkCommands.Slow.class);
    COMMANDS.put("lose", LinkCommands.Lose.class);
    COMMANDS.put("kill", ProcessCommands.Kill.class);
    COMMANDS.put("pause", ProcessCommands.Pause.class);
    COMMANDS.put("resume", ProcessCommands.Resume.class);
    COMMANDS.put("restart", ProcessCommands.Restart.class);
    COMMANDS.put("wipe", ProcessCommands.Wipe.class);
    COMMANDS.put("status", StatusCommand.class);
    COMMANDS.put("twin", TwinCommand.class);
    COMMANDS.put("token", TokenCommand.class);
    COMMANDS.put("audit", AuditCommand.class);
    COMMANDS.put("check", CheckCommand.class);
    COMMANDS.put("report", ReportCommand.class);
    COMMANDS.put("summary", SummaryCommand.class);
    COMMANDS.put("rehearse", RehearseCommand.class);
    COMMANDS.put("help", HelpCommand.class);
  }

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

  /** All commands as they are understood. */
  static CommandLine line() {
    return line(COMMANDS);
  }

  /** The command that is named, if one is: to read what all others take costs more than most do. */
  private static CommandLine line(String first) {
    if (first.equals("--version")) {
      return line(Map.of());
    }
    Class<?> named = COMMANDS.get(first);
    return named == null || named == HelpCommand.class ? line() : line(Map.of(first, named));
  }

  private static CommandLine line(Map<String, Class<?>> commands) {
    CommandLine line = new CommandLine(new Cap());
    commands.forEach(line::addSubcommand);
    return line.setCaseInsensitiveEnumValuesAllowed(true);
  }

  /** Runs one command and returns its exit status. */
  static int run(String... arguments) {
    CommandLine line = line(arguments.length == 0 ? "" : arguments[0]);
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
