package caplab.lab.experiment;

import caplab.lab.fault.Faults;

/** E15: the clock of a node is wrong, and steps. {@code ./cap run E15} */
final class SteppingClock {

  private SteppingClock() {}

  static Experiment experiment() {
    return Experiment.named("E15", "Skewed and stepping clock")
        .asks(
            "When the clock of a node steps ahead, back, behind and back again: is any bound of app-ap too small,"
                + " any write lost to a newer-looking one, and does app-cp notice at all?")
        .with("MAX_STALENESS_MS", CommonPromises.MAX_STALENESS_MS)
        .withClocks()
        .clients(CommonPromises.clients())
        .strikes(3_000, 8_000, Faults.wrongClock("db_g1", 7_000))
        .strikes(10_000, 14_000, Faults.wrongClock("db_g2", -6_000))
        .cpServes("serves every request")
        .apAnswers("answers every request")
        .promises(CommonPromises.data())
        .acceptable("app-ap: a read without a bound", CommonPromises::unbounded)
        .acceptable("app-ap: concurrent writes became siblings", CommonPromises::siblings)
        .interesting("app-ap: a read past MAX_STALENESS_MS", CommonPromises::stale)
        .written();
  }
}
