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
public record Promise(String service, String text, Function<Seen, Judgement> judge) {

  private static final int WITNESSES_MAX = 5;

  /** What a checker judges, of all that one service answered. */
  static Promise checked(String service, Checker checker, UnaryOperator<Seen> scope) {
    return new Promise(
        service, checker.promise(), seen -> checker.check(scope.apply(seen).events()));
  }

  /** Every operation in the scope is as it must be. */
  static Promise each(
      String service, String text, UnaryOperator<Seen> scope, Predicate<Operation> good) {
    return new Promise(
        service,
        text,
        seen -> {
          Seen looked = scope.apply(seen);
          List<Operation> bad = looked.where(good.negate()).operations();
          return bad.isEmpty()
              ? Judgement.valid(looked.count())
              : new Judgement.Violated(
                  bad.size() + " of " + looked.count() + " were not",
                  bad.stream().limit(WITNESSES_MAX).toList());
        });
  }
}
