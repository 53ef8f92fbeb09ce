package caplab.lab;

import caplab.lab.embedded.Running;
import caplab.lab.model.Status;
import caplab.lab.trial.Laboratory;
import caplab.lab.wire.LabJson;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that every command takes, and what follows from them. */
class Common {

  @Option(names = "--json", description = "Answer in JSON.")
  boolean json;

  @Option(
      names = "--port-base",
      paramLabel = "P",
      defaultValue = "${env:CAP_PORT_BASE}",
      description =
          "First port of the cluster; the console listens there (default: CAP_PORT_BASE, else 5000).")
  Integer portBase;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Says how the command is used.")
  boolean help;

  /** The folder of the project; {@code ./cap} names it. */
  static Path root() {
    return Path.of(System.getProperty("cap.root", ".")).toAbsolutePath().normalize();
  }

  /** Where clusters keep their data and are found: {@code CAP_DATA}, else {@code data}. */
  static Path data() {
    return Optional.ofNullable(System.getenv("CAP_DATA"))
        .map(Path::of)
        .orElseGet(() -> root().resolve("data"));
  }

  /** Where a run can be watched. */
  static String live(int port) {
    return "watch it live at http://127.0.0.1:" + port;
  }

  /** Where experiments run; their folders are kept in {@code runs}. */
  static Laboratory laboratory() {
    return new Laboratory(root(), data().resolve("bin"), root().resolve("runs"));
  }

  Running running() {
    return Running.find(data(), Optional.ofNullable(portBase));
  }

  void show(Status status) {
    if (json) {
      showJson(status);
    } else {
      System.out.print(status.table());
    }
  }

  static void showJson(Object value) {
    System.out.println(LabJson.pretty(value));
  }
}
