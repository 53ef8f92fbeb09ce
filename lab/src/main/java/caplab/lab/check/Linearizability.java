package caplab.lab.check;

import caplab.lab.check.Search.Finding;
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
 * All answers on a key fit one order of its operations that respects real time (Herlihy and Wing,
 * 1990): those of a register that is empty at first, with compare-and-set and delete. An operation
 * of unknown outcome took effect at some time after it began, or never; a refused one never did;
 * one refused with 412 says that the value was another one.
 *
 * <p>Linearizability is local: every key is judged by itself.
 */
public final class Linearizability implements Checker {

  /** Ways tried on one key before giving up: ten times what 100,000 operations on it take. */
  private static final long STEPS_MAX = 3_000_000;

  /** The same for each operation, where there are more. */
  private static final long STEPS_EACH = 30;

  /** Ways kept at first: enough for most histories, even if not all are needed to exclude one. */
  private static final int WAYS_FIRST = 200;

  /** From so many broken keys the shortest witness is taken. */
  private static final int SHRUNK_MAX = 4;

  private final long stepsMax;
  private final long stepsEach;

  /** With a budget that grows with the history. */
  public Linearizability() {
    this(STEPS_MAX, STEPS_EACH);
  }

  /**
   * With a budget of one's own.
   *
   * @param stepsMax ways to try on one key before the verdict is undecided
   */
  public Linearizability(long stepsMax) {
    this(stepsMax, 0);
  }

  private Linearizability(long stepsMax, long stepsEach) {
    this.stepsMax = stepsMax;
    this.stepsEach = stepsEach;
  }

  @Override
  public String promise() {
    return "each key acts as one copy (linearizable)";
  }

  @Override
  public Judgement check(List<HistoryEvent> history) {
    Map<String, List<Operation>> keys =
        Pairing.operations(history).stream()
            .collect(Collectors.groupingBy(Operation::key, TreeMap::new, Collectors.toList()));
    List<Broken> broken = new ArrayList<>();
    List<String> givenUp = new ArrayList<>();
    long looked = 0;
    for (Map.Entry<String, List<Operation>> key : keys.entrySet()) {
      List<RegisterCall> calls = RegisterCalls.of(key.getValue());
      switch (search(calls)) {
        case Finding.Explained() -> looked += calls.size();
        case Finding.Unexplained(int at) -> broken.add(new Broken(key.getKey(), calls, at));
        case Finding.GivenUp() -> givenUp.add(key.getKey());
      }
    }
    if (!broken.isEmpty()) {
      return violated(broken);
    }
    return givenUp.isEmpty()
        ? Judgement.valid(looked)
        : new Judgement.Undecided(
            "gave up on key \"%s\" after %d ways in which it may have gone; undecided: %d of %d keys"
                .formatted(
                    givenUp.getFirst(),
                    budget(keys.get(givenUp.getFirst()).size()),
                    givenUp.size(),
                    keys.size()));
  }

  private long budget(int operations) {
    return Math.max(stepsMax, stepsEach * operations);
  }

  private Finding search(List<RegisterCall> calls) {
    long steps = budget(calls.size());
    try {
      Finding first = new Search(calls, steps, WAYS_FIRST).run();
      return first instanceof Finding.GivenUp
          ? new Search(calls, steps, Search.WAYS_MAX).run()
          : first;
    } catch (StackOverflowError tooLong) {
      // So many compare-and-sets may follow on one another that no stack holds the way.
      return new Finding.GivenUp();
    }
  }

  private record Broken(String key, List<RegisterCall> calls, int at) {}

  private Judgement violated(List<Broken> broken) {
    Broken shortest =
        broken.stream()
            .limit(SHRUNK_MAX)
            .map(it ->
                new Broken(
                    it.key(), new Shrinking(10 * stepsMax).shrink(it.calls(), it.at()), it.at()))
            .min(Comparator.comparingInt(it -> it.calls().size()))
            .orElseThrow();
    String why =
        "key \"%s\": no order of %d operations explains their answers%s"
            .formatted(
                shortest.key(),
                shortest.calls().size(),
                broken.size() > 1 ? "; broken keys: " + broken.size() : "");
    return new Judgement.Violated(
        why, shortest.calls().stream().map(RegisterCall::operation).toList());
  }
}
