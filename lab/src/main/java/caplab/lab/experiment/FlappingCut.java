package caplab.lab.experiment;

import caplab.lab.fault.Faults;
import caplab.lab.fault.Flapping;

/** E09: the cable of g1 is loose. {@code ./cap run E09} */
final class FlappingCut {

  private FlappingCut() {}

  static Experiment experiment() {
    return Experiment.named("E09", "Flapping")
        .asks(
            "When g1 loses and finds the others again every second or so: does anything get stuck, or"
                + " go wrong, that a single cut would not show?")
        .usualClients()
        .strikes(4_000, 13_000, new Flapping(Faults.split("g1", "g2,g3"), 700, 900))
        .cpServes(
            "serves where a majority is always reachable",
            run -> run.in("g2", "g3").during("flapping split"))
        .apAnswers("answers every request")
        .usualPromises()
        .acceptable(
            "app-cp: served in g1 between two cuts",
            run -> run.cp().in("g1").during("flapping split").ok().count())
        .acceptable(
            "app-cp: refused in g1, for certain", run -> run.cp().in("g1").status(503).count())
        .acceptable("app-ap: concurrent writes became siblings", CommonPromises::siblings)
        .interesting("app-cp: an outcome unknown", run -> run.cp().status(504).count())
        .written();
  }
}
