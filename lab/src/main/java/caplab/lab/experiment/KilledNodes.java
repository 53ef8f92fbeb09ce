package caplab.lab.experiment;

import caplab.lab.fault.Faults;

/** E12: nodes die and come back, in four ways. {@code ./cap run E12} */
final class KilledNodes {

  private KilledNodes() {}

  static Experiment experiment() {
    return Experiment.named("E12", "Kill -9 and restart")
        .asks(
            "When nodes are killed and come back with their disks, one, two of three, one beside a dead one,"
                + " and all at once: is anything forgotten, and does every one of these recover by itself?")
        .lasts(40_000)
        .usualClients()
        .strikes(3_000, 6_000, Faults.together("one dead", Faults.kill("db_g3")))
        .strikes(
            10_000, 13_000, Faults.together("two dead", Faults.kill("db_g2"), Faults.kill("db_g3")))
        .strikes(18_000, 25_000, Faults.together("beside a dead one", Faults.kill("db_g2")))
        .strikes(19_000, 21_000, Faults.together("another dead", Faults.kill("db_g3")))
        .strikes(
            30_000,
            32_000,
            Faults.together(
                "all dead", Faults.kill("db_g1"), Faults.kill("db_g2"), Faults.kill("db_g3")))
        .cpServes("serves everywhere while one node is dead", run -> run.during("one dead"))
        .apAnswers(
            "answers every request while any node lives",
            run -> run.outside("all dead", CommonPromises.RECOVERY_MS))
        .usualPromises()
        .acceptable(
            "app-cp: refused while two are dead",
            run -> run.cp().during("two dead").status(503).count())
        .acceptable(
            "app-cp: served again by two, one of them just restarted, while the third is dead",
            run -> run.cp().during("beside a dead one").outside("another dead", 0).ok().count())
        .acceptable("app-cp: an outcome unknown at a kill", run -> run.cp().status(504).count())
        .forbidden(
            "app-cp: an answer while two are dead", run -> run.cp().during("two dead").ok().count())
        .written();
  }
}
