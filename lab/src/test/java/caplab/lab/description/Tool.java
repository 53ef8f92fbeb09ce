package caplab.lab.description;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Somebody else's program, run to its end. */
final class Tool {

  /** What it printed and how it ended. */
  record Said(int status, String text) {}

  private Tool() {}

  /** Whether it can be called by its name. */
  static boolean isThere(String name) {
    return List.of(System.getenv("PATH").split(":")).stream()
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
  }

  static Said run(Path folder, List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    try {
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Said(process.waitFor(), said);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  static void mustRun(Path folder, List<String> command) throws IOException, InterruptedException {
    Said said = run(folder, command);
    assertThat(said.status()).as("%s%n%s", command, said.text()).isZero();
  }
}
