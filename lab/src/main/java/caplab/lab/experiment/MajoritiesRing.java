package caplab.lab.experiment;

import caplab.lab.fault.Faults;

/** E08: every zone reaches another majority. {@code ./cap run E08} */
final class MajoritiesRing {

  private MajoritiesRing() {}

  static Experiment experiment() {
    return Experiment.named("E08", "Majorities ring")
        .asks(
            "When every zone reaches a majority but no two the same one: does app-cp keep one order, and"
                + " does app-ap still converge?")
        .usualClients()
        .strikes(5_000, 11_000, Faults.ring())
        .cpServes("serves everywhere: each zone reaches a majority", run -> run.during("ring"))
        .apAnswers("answers every request")
        .usualPromises()
        .acceptable("app-ap: concurrent writes became siblings", CommonPromises::siblings)
        .interesting("app-ap: a read past MAX_STALENESS_MS", CommonPromises::stale)
        .interesting("app-cp: an outcome unknown", run -> run.cp().status(504).count())
        .written();
  }
}
