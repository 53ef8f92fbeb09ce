package caplab.lab.experiment;

import caplab.lab.fault.Faults;

/** E05: what g1 asks of the others never arrives. {@code ./cap run E05} */
final class RequestsLostOneWay {

  private RequestsLostOneWay() {}

  static Experiment experiment() {
    return Experiment.named("E05", "One way: requests lost")
        .asks(
            "When what g1 asks of the other nodes never arrives, and nobody is told: does app-cp in g1"
                + " refuse without doubt, and does app-ap stay fresh through the instances of other zones?")
        .usualClients()
        .strikes(5_000, 11_000, Faults.requestsLost("g1", "g2,g3"))
        .cpRefuses("refuses where no majority answers", run -> run.in("g1").during("requests lost"))
        .cpServes(
            "serves where a majority answers", run -> run.in("g2", "g3").during("requests lost"))
        .apAnswers("answers every request")
        .usualPromises()
        .acceptable("app-cp: refused, for certain", run -> run.cp().in("g1").status(503).count())
        .interesting("app-cp: an outcome unknown", run -> run.cp().in("g1").status(504).count())
        .interesting("app-ap: a read past MAX_STALENESS_MS", CommonPromises::stale)
        .forbidden(
            "app-cp: an answer in g1 while it reaches no majority",
            run -> run.cp().in("g1").during("requests lost").ok().count())
        .written();
  }
}
