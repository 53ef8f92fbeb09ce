package caplab.lab;

import caplab.lab.history.UnreadableHistory;
import caplab.lab.model.UserError;
import caplab.lab.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;

/** {@code ./cap report}: writes the report of a run anew, say with a newer version of CAP Lab. */
@Command(name = "report", description = "Writes report.html of a recorded run anew.")
final class ReportCommand implements Callable<Integer> {

  @Mixin Common common;

  @Parameters(paramLabel = "RUN_FOLDER", description = "A folder below runs/.")
  Path folder;

  @Override
  public Integer call() throws IOException {
    if (!Files.isDirectory(folder)) {
      throw UserError.usage("there is no folder " + folder + ": name one below runs/");
    }
    try {
      Path report = Report.write(folder);
      if (common.json) {
        Common.showJson(Map.of("report", report.toString()));
      } else {
        System.out.println(report);
      }
      return 0;
    } catch (UnreadableHistory | JacksonException damaged) {
      throw UserError.now(
          folder + " is damaged: " + damaged.getMessage().lines().findFirst().orElse(""));
    }
  }
}
