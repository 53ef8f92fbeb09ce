package caplab.lab.trial;

import caplab.lab.check.Judgement;
import caplab.lab.experiment.Observations;
import caplab.lab.experiment.Promise;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * One promise as a run found it.
 *
 * @param word {@code held}, {@code violated} or {@code undecided}
 * @param measured how many were checked, or what is wrong
 */
public record PromiseVerdict(
    String service,
    String promise,
    @JsonProperty("verdict") Word word,
    String measured,
    List<String> witness) {

  /** The worst first: of several the first of these is what becomes of all. */
  public enum Word {
    VIOLATED(1),
    UNDECIDED(2),
    HELD(0);

    /** The exit status that says so. */
    public final int status;

    Word(int status) {
      this.status = status;
    }

    /**
     * What becomes of all: one violation is not made up for by anything, and what was not judged is
     * no proof.
     */
    public static Word worst(Stream<Word> words) {
      return words.min(Comparator.naturalOrder()).orElse(UNDECIDED);
    }

    /** The one that is written so. */
    public static Word of(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT));
    }

    /** As it is written. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Judges one promise by all that was seen. */
  static PromiseVerdict of(Promise promise, Observations run) {
    return of(promise.service(), promise.text(), promise.judge().apply(run));
  }

  /** What a judgement says of a promise. */
  public static PromiseVerdict of(String service, String promise, Judgement judgement) {
    return switch (judgement) {
      case Judgement.Valid(long looked) ->
          new PromiseVerdict(
              service,
              promise,
              Word.HELD,
              String.format(Locale.ROOT, "%,d checked", looked),
              List.of());
      case Judgement.Violated violated ->
          new PromiseVerdict(service, promise, Word.VIOLATED, violated.why(), violated.lines());
      case Judgement.Undecided(String why) ->
          new PromiseVerdict(service, promise, Word.UNDECIDED, why, List.of());
    };
  }
}
