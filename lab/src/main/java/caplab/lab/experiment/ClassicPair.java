package caplab.lab.experiment;

import caplab.lab.fault.Faults;

/** E20: the picture that the theorem is drawn with, two nodes and a cut. {@code ./cap run E20} */
final class ClassicPair {

  private ClassicPair() {}

  static Experiment experiment() {
    return Experiment.named("E20", "The classic pair")
        .asks(
            "With two nodes only, parted from each other: app-cp has to refuse on both sides and app-ap to let"
                + " them differ. Does either do anything else?")
        .on(2, 2)
        .usualClients()
        .strikes(5_000, 11_000, Faults.split("g1", "g2"))
        .cpRefuses("refuses on both sides", run -> run.during("split"))
        .apAnswers("answers every request, on both sides")
        .usualPromises()
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
