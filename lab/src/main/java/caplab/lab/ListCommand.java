package caplab.lab;

import caplab.lab.control.Controls;
import caplab.lab.experiment.Experiment;
import caplab.lab.experiment.Experiments;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ./cap list}: the experiments and what they ask. */
@Command(name = "list", description = "The experiments, and the question that each answers.")
final class ListCommand implements Callable<Integer> {

  @Mixin Common common;

  @Override
  public Integer call() {
    List<Experiment> all = Experiments.all();
    if (common.json) {
      List<Map<String, Object>> described =
          new ArrayList<>(all.stream().map(ListCommand::described).toList());
      described.add(described(Controls.NAME, Controls.TITLE, Controls.QUESTION));
      Common.showJson(described);
    } else {
      all.forEach(each ->
          System.out.printf("%s  %s%n     %s%n", each.name(), each.title(), each.question()));
      System.out.printf("%s  %s%n     %s%n", Controls.NAME, Controls.TITLE, Controls.QUESTION);
      System.out.printf(
          "%nRun one with ./cap run NAME, for example: %s%n", all.getFirst().command());
    }
    return 0;
  }

  private static Map<String, Object> described(Experiment experiment) {
    return described(experiment.name(), experiment.title(), experiment.question());
  }

  private static Map<String, Object> described(String name, String title, String question) {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("name", name);
    described.put("title", title);
    described.put("question", question);
    described.put("command", "./cap run " + name);
    return described;
  }
}
