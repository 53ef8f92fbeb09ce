package caplab.lab.check;

import caplab.lab.history.Facts;
import caplab.lab.history.HistoryEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/**
 * Puts a recorded history to every checker that it concerns: the events of app-cp and of app-ap
 * each to their own, and those that name no service, as others record them, to linearizability.
 */
public final class HistoryJudge {

  private static final List<Checker> CP =
      List.of(new Linearizability(), new VersionOrder(), new Increments());
  private static final List<Checker> AP =
      List.of(
          new HonestBound(),
          new NoLostWrite(),
          new Convergence(),
          new ReadYourWrites(),
          new MonotonicReads());

  /**
   * What became of one promise.
   *
   * @param service {@code app-cp}, {@code app-ap}, or {@code register} where the history names none
   */
  public record Judged(String service, String promise, Judgement judgement) {}

  private HistoryJudge() {}

  /** All judgements; those of one service after another. */
  public static List<Judged> of(List<HistoryEvent> history) {
    List<Judged> all = new ArrayList<>();
    all.addAll(hear("app-cp", history, mode -> mode.equals("cp"), CP));
    all.addAll(hear("app-ap", history, mode -> mode.equals("ap"), AP));
    Predicate<String> foreign = mode -> !mode.equals("cp") && !mode.equals("ap");
    if (all.isEmpty() || history.stream().anyMatch(it -> foreign.test(mode(it)))) {
      List<HistoryEvent> rest = history.stream().filter(it -> foreign.test(mode(it))).toList();
      all.add(new Judged("register", CP.getFirst().promise(), CP.getFirst().check(rest)));
    }
    return all;
  }

  private static List<Judged> hear(
      String service, List<HistoryEvent> history, Predicate<String> mode, List<Checker> checkers) {
    List<HistoryEvent> own = history.stream().filter(it -> mode.test(mode(it))).toList();
    return own.isEmpty()
        ? List.of()
        : checkers.stream()
            .filter(it -> it.concerns(own))
            .map(it -> new Judged(service, it.promise(), it.check(own)))
            .toList();
  }

  private static String mode(HistoryEvent event) {
    return event.fact(Facts.MODE).map(JsonNode::asString).orElse("");
  }
}
