package caplab.lab.monitoring;

import caplab.lab.wire.LabJson;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** A provisioned dashboard of Grafana. */
public record Dashboard(String file, JsonNode json) {

  /** A query and where it stands. */
  public record Query(String place, String expr) {}

  static Dashboard load(Path file) {
    return new Dashboard(file.getFileName().toString(), LabJson.MAPPER.readTree(file.toFile()));
  }

  static Stream<JsonNode> each(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  List<JsonNode> rowsAndPanels() {
    return each(json.path("panels")).toList();
  }

  /** All panels but the rows. */
  List<JsonNode> panels() {
    return rowsAndPanels().stream()
        .filter(panel -> !panel.path("type").asString().equals("row"))
        .toList();
  }

  /** What Prometheus is asked, by panels and by annotations, once for each value of a variable. */
  public List<Query> queries() {
    Stream<Query> asked =
        panels().stream()
            .flatMap(panel ->
                each(panel.path("targets"))
                    .map(target -> query(panel.path("title").asString(), target)));
    Stream<Query> marked =
        each(json.path("annotations").path("list"))
            .filter(annotation -> annotation.has("expr"))
            .map(annotation -> query(annotation.path("name").asString(), annotation));
    return Stream.concat(asked, marked)
        .flatMap(query ->
            query.expr().contains("$mode")
                ? Stream.of("cp", "ap")
                    .map(mode ->
                        new Query(
                            query.place() + " of " + mode, query.expr().replace("$mode", mode)))
                : Stream.of(query))
        .toList();
  }

  private Query query(String title, JsonNode asked) {
    return new Query(file + ": " + title, asked.path("expr").asString());
  }

  @Override
  public String toString() {
    return file;
  }
}
