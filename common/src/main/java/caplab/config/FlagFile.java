package caplab.config;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** What one file says of flags, as {@code name: value} in YAML; of what is wrong, in which line. */
final class FlagFile {

  /** A flag as it was given, and as what it was read. */
  record Given(String text, Object value) {}

  private final Path path;
  private final List<String> faults;
  private final Map<String, Given> given = new TreeMap<>();

  private FlagFile(Path path, List<String> faults) {
    this.path = path;
    this.faults = faults;
  }

  /**
   * The flags by the names of their settings; none if there is no such file, or nothing in it.
   *
   * @param faults gets a sentence for each that is wrong
   */
  static Map<String, Given> read(Path path, List<Setting<?>> flags, List<String> faults) {
    FlagFile file = new FlagFile(path, faults);
    if (Files.exists(path)) {
      file.read(flags.stream().collect(Collectors.toMap(Setting::name, Function.identity())));
    }
    return file.given;
  }

  private void read(Map<String, Setting<?>> known) {
    try {
      // Only its nodes: they know their lines, and no class is made of them.
      Node root = new Yaml(new LoaderOptions()).compose(new StringReader(Files.readString(path)));
      switch (root) {
        case null -> {}
        case ScalarNode nothing when nothing.getValue().isEmpty() -> {}
        case MappingNode mapping -> mapping.getValue().forEach(row -> read(row, known));
        default -> fault(root, "is no list of flags, as name: value");
      }
    } catch (MarkedYAMLException e) {
      String line = e.getProblemMark() == null ? "" : " line " + (1 + e.getProblemMark().getLine());
      faults.add(path + line + " is not YAML: " + e.getProblem());
    } catch (IOException | YAMLException e) {
      faults.add(path + " cannot be read: " + e.getMessage());
    }
  }

  private void read(NodeTuple row, Map<String, Setting<?>> known) {
    if (!(row.getKeyNode() instanceof ScalarNode name)) {
      fault(row.getKeyNode(), "has what is no name of a flag");
      return;
    }
    Setting<?> flag = known.get(name.getValue().toUpperCase(Locale.ROOT));
    if (flag == null) {
      fault(name, "has " + name.getValue() + ", which is no flag");
    } else if (!(row.getValueNode() instanceof ScalarNode value)) {
      fault(name, name.getValue() + " takes one value");
    } else if (given.containsKey(flag.name())) {
      fault(name, "has " + name.getValue() + " again");
    } else {
      read(name, flag, value.getValue());
    }
  }

  private void read(ScalarNode name, Setting<?> flag, String text) {
    try {
      given.put(flag.name(), new Given(text, flag.reader().read(text)));
    } catch (IllegalArgumentException e) {
      fault(name, name.getValue() + " " + e.getMessage());
    }
  }

  private void fault(Node where, String what) {
    faults.add(path + " line " + (1 + where.getStartMark().getLine()) + " " + what);
  }
}
