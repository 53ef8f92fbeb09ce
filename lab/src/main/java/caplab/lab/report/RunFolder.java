package caplab.lab.report;

import caplab.lab.history.HistoryReader;
import caplab.lab.history.Operation;
import caplab.lab.history.Pairing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * What one run left behind. A file that is missing is empty here: a run that was ended early still
 * has a report.
 *
 * @param config what was run
 * @param verdict what was found
 * @param faults when what was broken, in the order written
 * @param samples what the services said of themselves while it ran, in order of time
 * @param operations what clients asked and got, in the order in which they began
 */
record RunFolder(
    JsonNode config,
    JsonNode verdict,
    List<FaultSpan> faults,
    List<Sample> samples,
    List<Operation> operations) {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  static RunFolder read(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new NotDirectoryException(folder.toString());
    }
    Path history = folder.resolve("history.jsonl");
    return new RunFolder(
        object(folder.resolve("config.json")),
        object(folder.resolve("verdict.json")),
        lines(folder.resolve("faults.jsonl"), FaultSpan.class),
        lines(folder.resolve("samples.jsonl"), Sample.class),
        Files.exists(history) ? Pairing.operations(HistoryReader.read(history)) : List.of());
  }

  private static JsonNode object(Path file) throws IOException {
    return Files.exists(file)
        ? JSON.readTree(Files.readString(file))
        : JSON.getNodeFactory().objectNode();
  }

  private static <T> List<T> lines(Path file, Class<T> kind) throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    try (Stream<String> lines = Files.lines(file)) {
      return lines.filter(line -> !line.isBlank()).map(line -> JSON.readValue(line, kind)).toList();
    }
  }
}
