package caplab.lab.report;

import java.io.IOException;
import java.nio.file.Files;
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
   * @param runFolder with {@code config.json}, {@code history.jsonl}, {@code verdict.json}, …
   * @return the file written
   * @throws IOException if there is no such folder or it cannot be written to
   */
  public static Path write(Path runFolder) throws IOException {
    Findings findings = Findings.of(RunFolder.read(runFolder));
    return Files.writeString(runFolder.resolve(FILE), Page.of(findings).html());
  }
}
