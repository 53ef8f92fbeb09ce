package caplab.lab.report;

import caplab.lab.run.RunFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * {@code report.html}: one file that shows a run to a person. It asks no network for anything, so
 * it can be mailed, archived and opened years later.
 */
public final class Report {

  private static final String FILE = "report.html";

  private Report() {}

  /**
   * Writes the report into the folder that it is about, over an older one. What the folder lacks,
   * the report leaves out.
   *
   * @return the file written
   * @throws IOException if there is no such folder, or it cannot be read
   */
  public static Path write(Path folder) throws IOException {
    RunFolder run = RunFolder.at(folder);
    return run.write(FILE, ReportPage.of(Findings.of(run)).html());
  }

  /** The same of a run that was just written. */
  public static Path write(RunFolder run) {
    try {
      return write(run.path());
    } catch (IOException unreadable) {
      throw new UncheckedIOException("cannot read " + run.path(), unreadable);
    }
  }
}
