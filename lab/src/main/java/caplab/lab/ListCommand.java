package caplab.lab;

import caplab.lab.experiment.Experiment;
import caplab.lab.experiment.Experiments;
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
      Common.showJson(all.stream().map(ListCommand::described).toList());
    } else {
      all.forEach(each ->
          System.out.printf("%s  %s%n     %s%n", each.name(), each.title(), each.question()));
      System.out.printf(
          "%nRun one with ./cap run NAME, for example: %s%n", all.getFirst().command());
    }
    return 0;
  }

  private static Map<String, Object> described(Experiment experiment) {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("name", experiment.name());
    described.put("title", experiment.title());
    described.put("question", experiment.question());
    described.put("command", experiment.command());
    return described;
  }
}
