package caplab.lab.check;

import caplab.lab.history.Facts;
import caplab.lab.history.HistoryEvent;
import caplab.lab.history.HistoryEvent.F;
import caplab.lab.history.Operation;
import caplab.lab.history.Pairing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** After the heal the last read of each key shows the same siblings in every zone. */
public final class Convergence implements Checker {

  @Override
  public String promise() {
    return "all nodes hold the same after the heal";
  }

  @Override
  public Reach reach() {
    return Reach.LAST_READS;
  }

  @Override
  public Judgement check(List<HistoryEvent> history) {
    Map<String, Map<String, Operation>> last = new TreeMap<>();
    Set<String> asked = new TreeSet<>();
    Set<String> answered = new TreeSet<>();
    for (Operation operation : Pairing.operations(history)) {
      if (operation.f() == F.READ && operation.text(Facts.PHASE).equals(Facts.FINAL)) {
        asked.add(operation.zone());
      }
      if (Shown.isFinal(operation)) {
        answered.add(operation.zone());
        last.computeIfAbsent(operation.key(), key -> new TreeMap<>())
            .put(operation.zone(), operation);
      }
    }
    return judge(last, asked, answered);
  }

  private static Judgement judge(
      Map<String, Map<String, Operation>> last, Set<String> asked, Set<String> answered) {
    long looked = 0;
    for (Map.Entry<String, Map<String, Operation>> key : last.entrySet()) {
      List<Operation> different = different(key.getValue().values());
      if (different.size() > 1) {
        String zones = String.join(", ", different.stream().map(Operation::zone).toList());
        return new Judgement.Violated(
            "after the heal \"%s\" shows different siblings in %s".formatted(key.getKey(), zones),
            different);
      }
      looked += key.getValue().size() > 1 ? 1 : 0;
    }
    if (!answered.containsAll(asked)) {
      asked.removeAll(answered);
      return new Judgement.Undecided("no read after the heal was answered in " + asked);
    }
    return Judgement.valid(looked);
  }

  /** One read for each state that was shown. */
  private static List<Operation> different(Iterable<Operation> reads) {
    List<Operation> different = new ArrayList<>();
    for (Operation read : reads) {
      if (different.stream().noneMatch(it -> Shown.values(it).equals(Shown.values(read)))) {
        different.add(read);
      }
    }
    return different;
  }
}
