package caplab.lab.experiment;

import caplab.lab.fault.Faults;

/** E11: a node stands still, then a service instance. {@code ./cap run E11} */
final class PausedProcesses {

  private PausedProcesses() {}

  static Experiment experiment() {
    return Experiment.named("E11", "Pause and resume")
        .asks(
            "When a node, and later an instance of app-cp, stands still with its connections open and then"
                + " goes on as if no time had passed: does it say or do anything outdated?")
        .usualClients()
        .strikes(4_000, 8_000, Faults.pause("db_g2"))
        .strikes(10_000, 12_000, Faults.pause("app_cp_g3"))
        .cpServes(
            "serves elsewhere while a node or an instance stands still",
            run -> run.in("g1", "g2").during("pause"))
        .apAnswers("answers every request")
        .usualPromises()
        .acceptable("app-ap: a read that said it is past MAX_STALENESS_MS", CommonPromises::stale)
        .interesting(
            "app-cp: a request that outlived the pause of its instance",
            run -> run.cp().in("g3").where(CommonPromises.within(1_000).negate()).count())
        .interesting("app-cp: an outcome unknown", run -> run.cp().status(504).count())
        .written();
  }
}
