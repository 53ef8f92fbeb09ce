package caplab.lab.check;

import caplab.lab.history.Facts;
import caplab.lab.history.HistoryEvent;
import caplab.lab.history.Operation;
import caplab.lab.history.Pairing;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * A read with a bound b shows every write that was acknowledged, anywhere, before the read began
 * minus b. Judged on {@linkplain SingleWriter numbered keys}. A read of unknown bound promises
 * nothing; a write without answer may or may not show.
 */
public final class HonestBound implements Checker {

  @Override
  public String promise() {
    return "no read is staler than it says";
  }

  @Override
  public Judgement check(List<HistoryEvent> history) {
    List<Operation> operations = Pairing.operations(history);
    SingleWriter keys = SingleWriter.among(operations);
    TreeMap<String, NavigableMap<Long, Operation>> acknowledged = new TreeMap<>();
    Worst worst = new Worst();
    for (Operation read : operations) {
      if (Shown.isRead(read) && keys.has(read.key())) {
        worst.look(read, acknowledged.computeIfAbsent(read.key(), key -> byEnd(keys.writes(key))));
      }
    }
    return worst.judgement();
  }

  /** The acknowledged writes by the time of their answer; later ones have higher numbers. */
  private static NavigableMap<Long, Operation> byEnd(List<Operation> writes) {
    NavigableMap<Long, Operation> byEnd = new TreeMap<>();
    writes.stream().filter(Operation::ok).forEach(it -> byEnd.put(it.end(), it));
    return byEnd;
  }

  /** The read that missed its bound by most, and how many did. */
  private static final class Worst {

    private long looked;
    private long withoutBound;
    private long broken;
    private double excessMs;
    private Operation read;
    private Operation missing;

    void look(Operation candidate, NavigableMap<Long, Operation> acknowledged) {
      JsonNode bound = candidate.fact(Facts.STALENESS_MS).filter(JsonNode::isNumber).orElse(null);
      if (bound == null) {
        withoutBound++;
        return;
      }
      looked++;
      double promisedMs = candidate.start() / 1e6 - bound.asDouble(Double.POSITIVE_INFINITY);
      long shown = SingleWriter.shown(candidate);
      acknowledged.headMap((long) Math.ceil(promisedMs * 1e6), false).values().stream()
          .filter(it -> SingleWriter.number(it) > shown)
          .findFirst()
          .ifPresent(write -> keep(candidate, write, promisedMs - write.end() / 1e6));
    }

    private void keep(Operation candidate, Operation write, double byMs) {
      broken++;
      if (byMs > excessMs || read == null) {
        excessMs = byMs;
        read = candidate;
        missing = write;
      }
    }

    Judgement judgement() {
      if (broken > 0) {
        String why =
            "%s was acknowledged %.1f ms before a read began that does not show it and states a bound of %s ms; %d of %d reads with a bound broke it"
                .formatted(
                    missing.value().asString(""),
                    (read.start() - missing.end()) / 1e6,
                    read.fact(Facts.STALENESS_MS).orElseThrow(),
                    broken,
                    looked);
        return new Judgement.Violated(why, List.of(missing, read));
      }
      return looked == 0 && withoutBound > 0
          ? new Judgement.Undecided("nothing was compared: all reads were of unknown bound")
          : Judgement.valid(looked);
    }
  }
}
