package caplab.lab.experiment;

import caplab.lab.check.Increments;
import caplab.lab.workload.Counters;
import caplab.lab.workload.Pace;
import caplab.lab.workload.Registers;
import caplab.lab.workload.SharedKeys;

/** E16: all instances change one key at once. {@code ./cap run E16} */
final class Contention {

  private static final Pace EAGER = new Pace(4);

  private Contention() {}

  static Experiment experiment() {
    return Experiment.named("E16", "Contention on one key")
        .asks(
            "When clients of every instance change one and the same key as fast as they can: does app-cp still"
                + " decide one order and count each increment once, and app-ap keep every value that nobody"
                + " replaced?")
        .lasts(12_000)
        .with("MAX_STALENESS_MS", CommonPromises.MAX_STALENESS_MS)
        .clients(new Registers(1, 3, EAGER), new SharedKeys(1, 2, new Pace(30)))
        .clients(CommonPromises.sequences(), new Counters(1, 1, new Pace(40)))
        .apAnswers("answers every request")
        .promises(CommonPromises.data())
        .checks("app-cp", new Increments(), Observations::cp)
        .acceptable(
            "app-cp: a compare-and-set that lost a race", run -> run.cp().status(412).count())
        .acceptable("app-ap: concurrent writes became siblings", CommonPromises::siblings)
        .interesting(
            "app-cp: gave up after losing round after round, for certain",
            run -> run.cp().status(503).count())
        .interesting("app-cp: an outcome unknown", run -> run.cp().status(504).count())
        .written();
  }
}
