package caplab.lab.experiment;

import caplab.lab.check.Checker;
import caplab.lab.check.Judgement;
import caplab.lab.history.Operation;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * What a service promises, and how a run is judged by it.
 *
 * @param service {@code app-cp} or {@code app-ap}
 * @param text in plain words, for the verdict table
 */
public record Promise(String service, String text, Function<Observations, Judgement> judge) {

  private static final int WITNESSES_MAX = 5;

  /** What a checker judges, of all that one service answered. */
  static Promise checked(String service, Checker checker, UnaryOperator<Observations> scope) {
    return new Promise(service, checker.promise(), run -> checker.check(scope.apply(run).events()));
  }

  /** Every operation in the scope is as it must be; what a slow machine spoilt is left out. */
  static Promise each(
      String service, String text, UnaryOperator<Observations> scope, Predicate<Operation> good) {
    return new Promise(
        service,
        text,
        run -> {
          Observations looked = scope.apply(run).calm();
          if (looked.count() == 0 && scope.apply(run).count() > 0) {
            return new Judgement.Undecided("the machine itself was too slow to tell");
          }
          List<Operation> bad = looked.where(good.negate()).operations();
          return bad.isEmpty()
              ? Judgement.valid(looked.count())
              : new Judgement.Violated(
                  bad.size() + " of " + looked.count() + " were not",
                  bad.stream().limit(WITNESSES_MAX).toList());
        });
  }
}
