package caplab.cp.core;

import caplab.protocol.Step;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Levels members of a view of which one missed rounds, one portion of the registers at a time: of
 * each register that differs a round is completed, which changes nothing (CP-14). A node that is
 * behind would otherwise stay so on every key that nobody reads, and every refill would pay for it.
 *
 * @param memory of this instance
 * @param patienceMs how long one message may take
 */
public record Levelling(ProposerMemory memory, long patienceMs) {

  /** Of keyed writes nothing is levelled: each node forgets claims in its own time. */
  public static final String FIRST = "k:";

  /** A round that is on its way has mostly ended after so long. */
  private static final long SETTLES_MS = 100;

  /** How many registers one message speaks of. */
  private static final int BATCH = 100;

  /**
   * A portion that was looked at.
   *
   * @param upTo where the next one begins; empty if this was the last one
   * @param behind how many of its registers some member had missed a round of
   */
  public record Done(String upTo, int behind) {}

  /**
   * Looks at one portion.
   *
   * @param mending whether to complete rounds, or only to count
   * @return empty where not every member answers as one that votes
   */
  public Step<Request, Reply, Optional<Done>> portion(String after, boolean mending) {
    View view = memory.view();
    return scan(
        view,
        after,
        first -> {
          if (first.behind().isEmpty()) {
            return end(first, 0);
          }
          // A round that is on its way is none that was missed.
          return new Step.Pause<>(
              SETTLES_MS,
              SETTLES_MS,
              (event, now) ->
                  scan(
                      view,
                      after,
                      second -> {
                        Map<String, Ballot> still = new TreeMap<>(second.behind());
                        still.entrySet().retainAll(first.behind().entrySet());
                        List<String> missed = List.copyOf(still.keySet());
                        return mending
                            ? mend(view, missed, () -> end(second, missed.size()))
                            : end(second, missed.size());
                      }));
        });
  }

  private static Step<Request, Reply, Optional<Done>> end(Portion portion, int behind) {
    return new Step.Done<>(Optional.of(new Done(portion.upTo(), behind)));
  }

  private Step<Request, Reply, Optional<Done>> scan(
      View view, String after, Function<Portion, Step<Request, Reply, Optional<Done>>> then) {
    Map<String, Request> messages = new LinkedHashMap<>();
    view.nodes().forEach(each -> messages.put(each, new Request.Scan(view.pass(each), after)));
    return QuorumTally.ask(
        memory,
        messages,
        patienceMs,
        (tally, over, now) -> {
          Map<String, Reply.Scanned> portions = tally.of(Reply.Scanned.class);
          if (portions.size() == messages.size()) {
            return Optional.of(then.apply(Portion.of(portions)));
          }
          return over ? Optional.of(new Step.Done<>(Optional.empty())) : Optional.empty();
        });
  }

  /** Batch by batch, each as far as one answer reaches. */
  private Step<Request, Reply, Optional<Done>> mend(
      View view, List<String> missed, Supplier<Step<Request, Reply, Optional<Done>>> then) {
    if (missed.isEmpty()) {
      return then.get();
    }
    Gathering gathering = new Gathering(memory, view, view.nodes(), patienceMs);
    return gathering.read(
        missed.subList(0, Math.min(BATCH, missed.size())),
        found -> {
          int read = found.chosen().size() + found.open().size();
          if (read == 0) {
            return new Step.Done<>(Optional.empty());
          }
          return gathering.complete(
              missed.subList(0, read), () -> mend(view, missed.subList(read, missed.size()), then));
        });
  }
}
