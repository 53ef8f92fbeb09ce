package caplab.lab.control;

import caplab.lab.check.Checker;
import caplab.lab.check.Judgement;
import caplab.lab.experiment.Experiment;
import caplab.lab.experiment.Observations;
import caplab.lab.simulated.Mutations;
import caplab.lab.simulated.SimulatedStage;
import caplab.lab.trial.Progress;
import caplab.lab.trial.Trial;
import java.util.List;
import java.util.function.Supplier;

/**
 * One thing that is broken, and who must notice.
 *
 * @param name a few words
 * @param service {@code app-cp} or {@code app-ap}
 * @param broken makes the broken parts, anew for each trial
 * @param trial clients and faults that bring it to light
 * @param catchers each of them must find it
 */
public record Control(
    String name,
    String service,
    Supplier<Mutations> broken,
    Experiment trial,
    List<Checker> catchers) {

  /** What a trial showed of the service, broken or whole. */
  public Observations play(Mutations mutations, long seed, long durationMs) {
    Trial.Record record;
    try (SimulatedStage stage = SimulatedStage.start(trial, seed, mutations)) {
      record = new Trial(trial, stage, seed, durationMs, Progress.NONE).run();
    }
    Observations all = record.observations();
    return service.equals("app-cp") ? all.cp() : all.ap();
  }

  /** What a checker says of the pair when nothing is broken. */
  Judgement whole(Checker checker, long seed, long durationMs) {
    return checker.check(play(Mutations.NONE, seed, durationMs).events());
  }
}
