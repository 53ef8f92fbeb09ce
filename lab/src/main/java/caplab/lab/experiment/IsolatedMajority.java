package caplab.lab.experiment;

import caplab.lab.fault.Faults;

/** E03: no zone sees a majority. {@code ./cap run E03} */
final class IsolatedMajority {

  private IsolatedMajority() {}

  static Experiment experiment() {
    return Experiment.named("E03", "Isolate the majority")
        .asks(
            "When every zone is cut off from every other, so that nobody sees a majority: does app-cp"
                + " refuse all, fast, and app-ap answer all, everywhere?")
        .usualClients()
        .strikes(5_000, 11_000, Faults.split("g1", "g2", "g3"))
        .cpRefuses("refuses where no majority is reachable", run -> run.during("split"))
        .apAnswers("answers every request")
        .usualPromises()
        .acceptable("app-cp: refused, for certain", run -> run.cp().status(503).count())
        .acceptable("app-ap: concurrent writes became siblings", CommonPromises::siblings)
        .acceptable("app-ap: a read that said it is past MAX_STALENESS_MS", CommonPromises::stale)
        .interesting("app-cp: an outcome unknown at the cut", run -> run.cp().status(504).count())
        .forbidden(
            "app-cp: an answer while nobody sees a majority",
            run -> run.cp().during("split").ok().count())
        .written();
  }
}
