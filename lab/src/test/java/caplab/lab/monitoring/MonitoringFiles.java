package caplab.lab.monitoring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/** The files by which the services are watched. */
public final class MonitoringFiles {

  /** One alert rule. */
  record Alert(String name, String expr, String severity, String runbook) {}

  private MonitoringFiles() {}

  public static Path root() {
    Path here = Path.of("").toAbsolutePath();
    return Files.exists(here.resolve("monitoring")) ? here : here.getParent();
  }

  /** The text of a file of the project. */
  public static String text(String file) {
    try {
      return Files.readString(root().resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All dashboards. */
  public static List<Dashboard> dashboards() {
    return files("monitoring/grafana/dashboards", ".json").map(Dashboard::load).toList();
  }

  /** All runbooks, by the name of their file. */
  public static List<Runbook> runbooks() {
    return files("docs/runbooks", ".md").map(Runbook::load).toList();
  }

  static List<Alert> alerts() {
    return rules("alerts.yml").stream()
        .map(rule -> {
          Map<?, ?> labels = (Map<?, ?>) rule.get("labels");
          Map<?, ?> annotations = (Map<?, ?>) rule.get("annotations");
          return new Alert(
              String.valueOf(rule.get("alert")),
              String.valueOf(rule.get("expr")),
              String.valueOf(labels.get("severity")),
              String.valueOf(annotations.get("runbook")));
        })
        .toList();
  }

  /** The recording rules: name and expression. */
  static List<Map.Entry<String, String>> recordings() {
    return rules("recording.yml").stream()
        .map(
            rule -> Map.entry(String.valueOf(rule.get("record")), String.valueOf(rule.get("expr"))))
        .toList();
  }

  static Map<?, ?> yaml(String file) {
    return new Yaml().load(text(file));
  }

  static List<Map<?, ?>> maps(Object list) {
    return ((List<?>) list).stream().<Map<?, ?>>map(each -> (Map<?, ?>) each).toList();
  }

  private static List<Map<?, ?>> rules(String file) {
    return maps(yaml("monitoring/prometheus/rules/" + file).get("groups")).stream()
        .flatMap(group -> maps(group.get("rules")).stream())
        .toList();
  }

  private static Stream<Path> files(String folder, String ending) {
    try (Stream<Path> all = Files.list(root().resolve(folder))) {
      return all.filter(file -> file.toString().endsWith(ending)).sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
