package caplab.lab.experiment;

import caplab.lab.fault.Split;

/** E03: no zone sees a majority. {@code ./cap run E03} */
final class IsolatedMajority {

  private IsolatedMajority() {}

  static Experiment experiment() {
    return Experiment.named("E03", "Isolate the majority")
        .asks(
            "When every zone is cut off from every other, so that nobody sees a majority: does app-cp"
                + " refuse all, fast, and app-ap answer all, everywhere?")
        .with("MAX_STALENESS_MS", House.MAX_STALENESS_MS)
        .clients(House.clients())
        .strikes(5_000, 11_000, Split.of("g1", "g2", "g3"))
        .promises(
            "app-cp",
            "refuses where no majority is reachable",
            seen -> seen.cp().during("split"),
            House.CP_REFUSED)
        .promises("app-ap", "answers every request", Seen::ap, House.AP_SERVED)
        .promises(House.data())
        .promises(House.recovery())
        .acceptable("app-cp: refused, for certain", seen -> seen.cp().status(503).count())
        .acceptable("app-ap: concurrent writes became siblings", House::siblings)
        .acceptable("app-ap: a read that said it is past MAX_STALENESS_MS", House::stale)
        .interesting("app-cp: an outcome unknown at the cut", seen -> seen.cp().status(504).count())
        .forbidden(
            "app-cp: an answer while nobody sees a majority",
            seen -> seen.cp().during("split").ok().count())
        .written();
  }
}
