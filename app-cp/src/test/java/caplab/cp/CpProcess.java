package caplab.cp;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An app-cp as a process of its own, and all that it says. */
final class CpProcess implements AutoCloseable {

  private final Process process;
  private final Path said;

  private CpProcess(Process process, Path said) {
    this.process = process;
    this.said = said;
  }

  /**
   * Starts one and does not wait for it.
   *
   * @param folder where it runs, and where what it says is kept
   */
  static CpProcess start(Path folder, Map<String, String> environment) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            CpMain.class.getName());
    builder.environment().put("PORT", "0");
    builder.environment().putAll(environment);
    Path said = Files.createTempFile(folder, "said", "");
    builder.directory(folder.toFile()).redirectErrorStream(true).redirectOutput(said.toFile());
    return new CpProcess(builder.start(), said);
  }

  /** Where it listens, once it does. */
  int port() {
    return await().atMost(Duration.ofMinutes(2)).until(this::listening, port -> port > 0);
  }

  private int listening() throws IOException {
    for (String line : said()) {
      if (line.startsWith("{") && line.endsWith("}")) {
        JsonNode event = JsonMapper.shared().readTree(line);
        if (event.path("msg").asString("").equals("listening")) {
          return event.path("port").asInt();
        }
      }
    }
    return 0;
  }

  /** Every line so far, of stdout and stderr. */
  List<String> said() throws IOException {
    return Files.readAllLines(said);
  }

  /** Its exit status, once it ended by itself. */
  int ended() throws InterruptedException {
    return process.waitFor();
  }

  /** Ends it as SIGTERM does, and waits until it is gone. */
  void stop() {
    process.destroy();
    process.onExit().join();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
