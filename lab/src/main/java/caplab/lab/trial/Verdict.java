package caplab.lab.trial;

import caplab.lab.check.Judgement;
import caplab.lab.experiment.Promise;
import caplab.lab.experiment.Seen;
import java.util.List;
import java.util.Locale;

/**
 * One promise as a run found it.
 *
 * @param word {@code held}, {@code violated} or {@code undecided}
 * @param measured what was looked at, or what is wrong
 */
public record Verdict(
    String service, String promise, Word word, String measured, List<String> witness) {

  /** In the order in which they decide over the exit status. */
  public enum Word {
    HELD,
    VIOLATED,
    UNDECIDED;

    /** As it is written. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Judges one promise by all that was seen. */
  static Verdict of(Promise promise, Seen seen) {
    return switch (promise.judge().apply(seen)) {
      case Judgement.Valid(long looked) ->
          new Verdict(
              promise.service(),
              promise.text(),
              Word.HELD,
              String.format(Locale.ROOT, "%,d looked at", looked),
              List.of());
      case Judgement.Violated violated ->
          new Verdict(
              promise.service(), promise.text(), Word.VIOLATED, violated.why(), violated.lines());
      case Judgement.Undecided(String why) ->
          new Verdict(promise.service(), promise.text(), Word.UNDECIDED, why, List.of());
    };
  }
}
