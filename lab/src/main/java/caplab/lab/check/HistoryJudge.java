package caplab.lab.check;

import caplab.lab.check.Checker.Reach;
import caplab.lab.history.Facts;
import caplab.lab.history.HistoryEvent;
import caplab.lab.history.HistoryPieces;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Puts a recorded history to every checker that it concerns: the events of app-cp and of app-ap
 * each to their own, and those that name no service, as others record them, to linearizability.
 */
public final class HistoryJudge {

  /** Those who judge one service. */
  private record Bench(String service, Predicate<String> mode, List<Checker> checkers) {}

  private static final List<Bench> BENCHES =
      List.of(
          new Bench(
              "app-cp",
              "cp"::equals,
              List.of(new Linearizability(), new VersionOrder(), new Increments())),
          new Bench(
              "app-ap",
              "ap"::equals,
              List.of(
                  new HonestBound(),
                  new NoLostWrite(),
                  new Convergence(),
                  new ReadYourWrites(),
                  new MonotonicReads())),
          new Bench(
              "register",
              mode -> !mode.equals("cp") && !mode.equals("ap"),
              List.of(new Linearizability())));

  /**
   * What became of one promise.
   *
   * @param service {@code app-cp}, {@code app-ap}, or {@code register} where the history names none
   */
  public record Judged(String service, String promise, Judgement judgement) {}

  private final Consumer<String> doing;
  private final List<Judged> all = new ArrayList<>();

  private HistoryJudge(Consumer<String> doing) {
    this.doing = doing;
  }

  /** All judgements; those of one service after another. */
  public static List<Judged> of(List<HistoryEvent> history) {
    return of(history, what -> {});
  }

  /**
   * The same, of a history as it is in memory.
   *
   * @param doing hears what is judged now
   */
  static List<Judged> of(List<HistoryEvent> history, Consumer<String> doing) {
    HistoryJudge judge = new HistoryJudge(doing);
    judge.hear(history, EnumSet.allOf(Reach.class));
    return judge.inOrder();
  }

  /**
   * The same, one piece after another.
   *
   * @param doing hears what is judged now
   */
  static List<Judged> of(HistoryPieces pieces, Consumer<String> doing) throws IOException {
    HistoryJudge judge = new HistoryJudge(doing);
    boolean whole = true;
    for (int at = 0; at < pieces.number(); at++) {
      whole &= judge.hear(pieces, at);
    }
    judge.hear(pieces.lastReads(), EnumSet.of(Reach.LAST_READS));
    if (!whole) {
      judge.leaveUndecided();
    }
    return judge.inOrder();
  }

  /** Says whether it was possible; what is larger as text than all memory is not tried. */
  private boolean hear(HistoryPieces pieces, int at) throws IOException {
    doing.accept("piece %d of %d".formatted(at + 1, pieces.number()));
    if (pieces.bytes(at) > Runtime.getRuntime().maxMemory()) {
      return false;
    }
    try {
      List<HistoryEvent> piece = pieces.piece(at);
      hear(piece, EnumSet.of(Reach.SESSION));
      hear(piece.stream().filter(it -> pieces.holds(at, it.key())).toList(), EnumSet.of(Reach.KEY));
      return true;
    } catch (OutOfMemoryError tooLarge) {
      return false;
    }
  }

  private void leaveUndecided() {
    Judgement tooLarge =
        new Judgement.Undecided(
            "what was recorded of one key does not fit into %,d MB of memory"
                .formatted(Runtime.getRuntime().maxMemory() >> 20));
    if (all.isEmpty()) {
      all.add(new Judged("register", BENCHES.getLast().checkers().getFirst().promise(), tooLarge));
    }
    all.replaceAll(it -> new Judged(it.service(), it.promise(), it.judgement().and(tooLarge)));
  }

  private void hear(List<HistoryEvent> history, Set<Reach> reach) {
    for (Bench bench : BENCHES) {
      List<HistoryEvent> own = history.stream().filter(it -> bench.mode().test(mode(it))).toList();
      if (own.isEmpty() && all.stream().noneMatch(it -> it.service().equals(bench.service()))) {
        continue;
      }
      bench.checkers().stream()
          .filter(it -> reach.contains(it.reach()) && it.concerns(own))
          .forEach(it -> put(bench.service(), it, own));
    }
  }

  private void put(String service, Checker checker, List<HistoryEvent> history) {
    doing.accept(service + ": " + checker.promise());
    Judged judged = new Judged(service, checker.promise(), checker.check(history));
    for (int i = 0; i < all.size(); i++) {
      Judged before = all.get(i);
      if (before.service().equals(service) && before.promise().equals(judged.promise())) {
        all.set(
            i, new Judged(service, judged.promise(), before.judgement().and(judged.judgement())));
        return;
      }
    }
    all.add(judged);
  }

  /** In the order of the benches; an empty history is that of a register. */
  private List<Judged> inOrder() {
    List<Judged> ordered = new ArrayList<>();
    for (Bench bench : BENCHES) {
      for (Checker checker : bench.checkers()) {
        all.stream()
            .filter(it ->
                it.service().equals(bench.service()) && it.promise().equals(checker.promise()))
            .forEach(ordered::add);
      }
    }
    if (ordered.isEmpty()) {
      Checker first = BENCHES.getLast().checkers().getFirst();
      ordered.add(new Judged("register", first.promise(), first.check(List.of())));
    }
    return ordered;
  }

  private static String mode(HistoryEvent event) {
    return event.fact(Facts.MODE).map(it -> it.asString("")).orElse("");
  }
}
