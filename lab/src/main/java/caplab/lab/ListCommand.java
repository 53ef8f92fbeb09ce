package caplab.lab;

import caplab.lab.control.Controls;
import caplab.lab.experiment.Experiment;
import caplab.lab.experiment.Experiments;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ./cap list}: the experiments and what they ask. */
@Command(name = "list", description = "The experiments, and the question that each answers.")
final class ListCommand implements Callable<Integer> {

  @Mixin Common common;

  /** One of them, as it is listed. */
  private record Listed(
      String name, String title, String question, String command, Optional<String> onlyReal) {

    Listed(String name, String title, String question, Optional<String> onlyReal) {
      this(name, title, question, "./cap run " + name, onlyReal);
    }
  }

  @Override
  public Integer call() {
    List<Listed> all = new ArrayList<>();
    for (Experiment each : Experiments.all()) {
      all.add(new Listed(each.name(), each.title(), each.question(), each.onlyReal()));
    }
    all.add(new Listed(Controls.NAME, Controls.TITLE, Controls.QUESTION, Optional.empty()));
    if (common.json) {
      Common.showJson(all);
      return 0;
    }
    for (Listed each : all) {
      System.out.printf("%s  %s%n     %s%n", each.name(), each.title(), each.question());
      each.onlyReal().ifPresent(why -> System.out.printf("     not --on simulated: %s%n", why));
    }
    System.out.printf("%nRun one with ./cap run NAME, for example: %s%n", all.getFirst().command());
    return 0;
  }
}
