package caplab.lab;

import caplab.lab.model.UserError;
import caplab.lab.summary.ReadmeVerdicts;
import caplab.lab.summary.RunsPage;
import caplab.lab.summary.Summary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;

/** {@code ./cap summary}: writes what the documentation says of runs; for those who change it. */
@Command(
    name = "summary",
    hidden = true,
    description = "Writes docs/runs.json, docs/runs.md and the README's verdicts from these runs.")
final class SummaryCommand implements Callable<Integer> {

  @Parameters(paramLabel = "RUN_FOLDER", arity = "1..*", description = "Folders of runs.")
  List<Path> folders;

  @Override
  public Integer call() throws IOException {
    Summary summary = read();
    Path root = Common.root();
    Path readme = root.resolve("README.md");
    try {
      Files.writeString(readme, ReadmeVerdicts.in(Files.readString(readme), summary));
    } catch (IllegalArgumentException lacking) {
      throw UserError.usage(lacking.getMessage());
    }
    Files.writeString(root.resolve("docs/runs.json"), summary.json());
    Files.writeString(root.resolve("docs/runs.md"), RunsPage.of(summary));
    System.out.println(summary.sentence());
    return 0;
  }

  private Summary read() throws IOException {
    try {
      return Summary.of(folders);
    } catch (NoSuchFileException missing) {
      throw UserError.usage("there is no " + missing.getMessage());
    } catch (JacksonException damaged) {
      throw UserError.usage(
          "a run is damaged: " + damaged.getMessage().lines().findFirst().orElse(""));
    }
  }
}
