package caplab.lab.trial;

import caplab.lab.experiment.Experiment;
import caplab.lab.experiment.Observations;
import caplab.lab.experiment.PossibleOutcome;
import caplab.lab.experiment.PossibleOutcome.Grade;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * A run, judged.
 *
 * @param outcomes how often each was seen, in the order of the experiment
 */
public record RunResult(List<PromiseVerdict> verdicts, List<Count> outcomes) {

  /** How often one outcome was seen. */
  public record Count(String name, @JsonProperty("class") Grade grade, long count) {

    @JsonProperty
    public boolean seen() {
      return count > 0;
    }
  }

  /** Puts every promise and every outcome of the experiment to what was recorded. */
  public static RunResult of(Experiment experiment, Trial.Record record) {
    Observations run = record.observations();
    return new RunResult(
        experiment.promises().stream().map(promise -> PromiseVerdict.of(promise, run)).toList(),
        experiment.outcomes().stream().map(outcome -> count(outcome, run)).toList());
  }

  /** 1 if anything is violated or forbidden, else 2 if anything is undecided, else 0. */
  public int status() {
    return word().status;
  }

  /** The worst of all verdicts; a forbidden outcome that was seen is a violation. */
  public PromiseVerdict.Word word() {
    boolean forbidden =
        outcomes.stream().anyMatch(each -> each.grade() == Grade.FORBIDDEN && each.seen());
    return forbidden
        ? PromiseVerdict.Word.VIOLATED
        : PromiseVerdict.Word.worst(verdicts.stream().map(PromiseVerdict::word));
  }

  private static Count count(PossibleOutcome outcome, Observations run) {
    return new Count(outcome.name(), outcome.grade(), outcome.count().applyAsLong(run));
  }
}
