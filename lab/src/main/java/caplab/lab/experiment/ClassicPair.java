package caplab.lab.experiment;

import caplab.lab.fault.Split;

/** E20: the picture that the theorem is drawn with, two nodes and a cut. {@code ./cap run E20} */
final class ClassicPair {

  private ClassicPair() {}

  static Experiment experiment() {
    return Experiment.named("E20", "The classic pair")
        .asks(
            "With two nodes only, parted from each other: app-cp has to refuse on both sides and app-ap to let"
                + " them differ. Does either do anything else?")
        .on(2, 2)
        .with("MAX_STALENESS_MS", CommonPromises.MAX_STALENESS_MS)
        .clients(CommonPromises.clients())
        .strikes(5_000, 11_000, Split.of("g1", "g2"))
        .promises(
            "app-cp",
            "refuses on both sides",
            run -> run.cp().during("split"),
            CommonPromises.CP_REFUSED)
        .promises(
            "app-ap",
            "answers every request, on both sides",
            Observations::ap,
            CommonPromises.AP_SERVED)
        .promises(CommonPromises.data())
        .promises(CommonPromises.recovery())
        .acceptable("app-cp: refused, for certain", run -> run.cp().status(503).count())
        .acceptable("app-ap: concurrent writes became siblings", CommonPromises::siblings)
        .acceptable("app-ap: a read that said it is past MAX_STALENESS_MS", CommonPromises::stale)
        .interesting("app-cp: an outcome unknown at the cut", run -> run.cp().status(504).count())
        .forbidden(
            "app-cp: an answer while the two are parted",
            run -> run.cp().during("split").ok().count())
        .written();
  }
}
