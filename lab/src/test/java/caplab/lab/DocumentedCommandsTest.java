package caplab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.lab.control.Controls;
import caplab.lab.experiment.Experiment;
import caplab.lab.experiment.Experiments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Whatever a page or a help text tells to type is a command that there is. */
class DocumentedCommandsTest {

  private static final List<String> PAGES = List.of("README.md", "CONTRIBUTING.md", "docs");

  /** Begins what is no longer part of the command. */
  private static final String SHELL = "[;|&>].*";

  @Test
  void everyCommandInABlockOfAPage_isUnderstood() throws IOException {
    List<String> commands = new ArrayList<>();
    for (Path page : pages()) {
      commands.addAll(commands(page));
    }
    assertThat(commands).hasSizeGreaterThan(20);
    assertThat(commands).allSatisfy(DocumentedCommandsTest::understood);
  }

  @Test
  void everyExampleOfAHelpText_isUnderstood() {
    List<String> examples =
        Stream.concat(Stream.of(Cap.line()), Cap.line().getSubcommands().values().stream())
            .flatMap(each -> Stream.of(each.getCommandSpec().usageMessage().footer()))
            .map(each -> each.strip().replaceAll("   *.*", ""))
            .toList();
    assertThat(examples).hasSizeGreaterThan(10).allMatch(each -> each.startsWith("./cap "));
    assertThat(examples).allSatisfy(DocumentedCommandsTest::understood);
  }

  @Test
  void noticesACommandOptionExperimentOrFileThatThereIsNot() {
    for (String wrong :
        List.of("./cap fly", "./cap cut --sideways g1", "./cap run E98", "./cap check no.jsonl")) {
      assertThat(complaint(wrong)).as(wrong).isPresent();
    }
  }

  private static void understood(String command) {
    assertThat(complaint(command)).as(command).isEmpty();
  }

  private static Optional<String> complaint(String command) {
    String[] words =
        command.replaceFirst("^\\./cap ?", "").replaceAll(SHELL, "").strip().split(" +");
    CommandLine.ParseResult parsed;
    try {
      parsed = Cap.line().parseArgs(words);
    } catch (ParameterException unknown) {
      return Optional.of(unknown.getMessage());
    }
    Object asked = parsed.subcommand().commandSpec().userObject();
    if (asked instanceof RunCommand run && !experiments().contains(run.name)) {
      return Optional.of("no experiment is called " + run.name);
    }
    if (asked instanceof CheckCommand check && !Files.exists(root().resolve(check.history))) {
      return Optional.of("there is no " + check.history);
    }
    return Optional.empty();
  }

  private static List<String> experiments() {
    List<String> names = new ArrayList<>(List.of(Controls.NAME));
    Experiments.all().stream().map(Experiment::name).forEach(names::add);
    return names;
  }

  /** The lines of its blocks that begin with the program, with or without a prompt. */
  private static List<String> commands(Path page) throws IOException {
    List<String> commands = new ArrayList<>();
    boolean inside = false;
    for (String line : Files.readAllLines(page)) {
      String typed = line.startsWith("$ ") ? line.substring(2) : line;
      if (line.startsWith("```")) {
        inside = !inside;
      } else if (inside && typed.startsWith("./cap ")) {
        commands.add(typed);
      }
    }
    return commands;
  }

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>();
    for (String each : PAGES) {
      try (Stream<Path> all = Files.walk(root().resolve(each))) {
        all.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
      }
    }
    return pages;
  }

  private static Path root() {
    Path here = Path.of("").toAbsolutePath();
    return Files.exists(here.resolve("README.md")) ? here : here.getParent();
  }
}
