package caplab.lab.demo;

import caplab.lab.measure.CapBill;
import caplab.lab.measure.Refusals;
import caplab.lab.measure.Staleness;
import caplab.lab.trial.PromiseVerdict;
import caplab.lab.trial.PromiseVerdict.Word;
import caplab.lab.trial.RunResult;
import java.util.List;
import java.util.Locale;

/** What a run with a cut taught, in three sentences computed from it. */
public final class Lessons {

  private Lessons() {}

  /** The sentences, in the order in which they build on one another. */
  public static List<String> of(RunResult result, CapBill bill) {
    return List.of(
        consistent(result, bill.cp()), available(bill.ap()), price(bill.partitionMs(), bill.ap()));
  }

  private static String consistent(RunResult result, Refusals paid) {
    return text(
        "app-cp refused %,d requests, left %,d unknown and served %,d. %s",
        paid.refused(),
        paid.unanswered(),
        paid.served(),
        held(result, "app-cp")
            ? "No answer of it was wrong: that is what the refusals buy."
            : "Not all of its promises held: see the table.");
  }

  private static String available(Staleness paid) {
    int without = paid.refused() + paid.unanswered();
    return text(
        "app-ap served %,d requests and left %,d without an answer. Of %,d reads judged, %,d were"
            + " stale, by %,.0f ms at worst: that is what answering costs.",
        paid.served(), without, paid.reads(), paid.staleReads(), paid.worstStalenessMs());
  }

  private static String price(double partitionMs, Staleness paid) {
    String agreed =
        paid.convergedAfterMs().isPresent()
            ? text(
                "all nodes agreed %,.0f ms after the heal", paid.convergedAfterMs().getAsDouble())
            : "nobody read after the heal";
    return text(
        "The cut lasted %.1f s. Both sides of app-ap wrote, so %,d keys had several values at once;"
            + " %s, and somebody has to choose.",
        partitionMs / 1e3, paid.siblings(), agreed);
  }

  private static boolean held(RunResult result, String service) {
    return result.verdicts().stream()
        .filter(each -> each.service().equals(service))
        .map(PromiseVerdict::word)
        .allMatch(Word.HELD::equals);
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
