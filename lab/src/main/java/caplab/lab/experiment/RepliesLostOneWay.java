package caplab.lab.experiment;

import caplab.lab.fault.Faults;

/** E06: the others do what g1 asks, and their answers never arrive. {@code ./cap run E06} */
final class RepliesLostOneWay {

  private RepliesLostOneWay() {}

  static Experiment experiment() {
    return Experiment.named("E06", "One way: replies lost")
        .asks(
            "When the nodes carry out what g1 asks but their answers never arrive: does app-cp say that it"
                + " does not know (504) instead of lying either way?")
        .usualClients()
        .strikes(5_000, 11_000, Faults.repliesLost("g1", "g2,g3"))
        .cpRefuses("refuses where no majority answers", run -> run.in("g1").during("replies lost"))
        .cpServes(
            "serves where a majority answers", run -> run.in("g2", "g3").during("replies lost"))
        .apAnswers("answers every request")
        .usualPromises()
        .acceptable(
            "app-cp: an outcome honestly unknown", run -> run.cp().in("g1").status(504).count())
        .acceptable("app-cp: refused, for certain", run -> run.cp().in("g1").status(503).count())
        .interesting("app-ap: a read past MAX_STALENESS_MS", CommonPromises::stale)
        .forbidden(
            "app-cp: an answer in g1 while no majority answers it",
            run -> run.cp().in("g1").during("replies lost").ok().count())
        .written();
  }
}
