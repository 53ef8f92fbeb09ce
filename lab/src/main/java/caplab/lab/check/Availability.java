package caplab.lab.check;

import caplab.lab.history.Facts;
import caplab.lab.history.HistoryEvent;
import caplab.lab.history.Operation;
import caplab.lab.history.Pairing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Every request is answered, in every zone and every second. An answer is what happened, or 4xx; a
 * refusal (5xx) and silence are none.
 */
public final class Availability implements Checker {

  private static final int WITNESSES = 5;

  /**
   * One second of one zone.
   *
   * @param second since the start of the run, in which the requests began
   * @param asked how many requests began
   * @param answered how many of these were answered
   */
  public record Second(String zone, long second, long asked, long answered) {

    /** The fraction answered. */
    public double fraction() {
      return (double) answered / asked;
    }
  }

  private record Place(String zone, long second) {}

  @Override
  public String promise() {
    return "every request is answered";
  }

  @Override
  public Judgement check(List<HistoryEvent> history) {
    List<Operation> operations = Pairing.operations(history);
    List<Operation> refused = operations.stream().filter(it -> !answered(it)).toList();
    if (refused.isEmpty()) {
      return Judgement.valid(operations.size());
    }
    Second worst =
        perSecond(history).stream().min(Comparator.comparingDouble(Second::fraction)).orElseThrow();
    String why =
        "%d of %d requests were not answered; worst in %s, second %d: %d of %d"
            .formatted(
                refused.size(),
                operations.size(),
                worst.zone().isEmpty() ? "the only zone" : worst.zone(),
                worst.second(),
                worst.asked() - worst.answered(),
                worst.asked());
    return new Judgement.Violated(why, refused.stream().limit(WITNESSES).toList());
  }

  /** Requests and answers of each zone and second that had any, in this order. */
  public static List<Second> perSecond(List<HistoryEvent> history) {
    Comparator<Place> order = Comparator.comparing(Place::zone).thenComparing(Place::second);
    Map<Place, List<Operation>> seconds =
        Pairing.operations(history).stream()
            .collect(
                Collectors.groupingBy(
                    it -> new Place(it.text(Facts.ZONE), it.start() / 1_000_000_000),
                    () -> new TreeMap<>(order),
                    Collectors.toList()));
    List<Second> rows = new ArrayList<>();
    seconds.forEach((place, asked) ->
        rows.add(
            new Second(
                place.zone(),
                place.second(),
                asked.size(),
                asked.stream().filter(Availability::answered).count())));
    return rows;
  }

  /** Whether an operation got an answer that says what is the case. */
  public static boolean answered(Operation operation) {
    return switch (operation.fate()) {
      case SERVED, MISTAKEN -> true;
      case REFUSED, UNANSWERED -> false;
    };
  }
}
