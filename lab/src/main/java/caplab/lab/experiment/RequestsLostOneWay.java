package caplab.lab.experiment;

import caplab.lab.fault.RequestsLost;

/** E05: what g1 asks of the others never arrives. {@code ./cap run E05} */
final class RequestsLostOneWay {

  private RequestsLostOneWay() {}

  static Experiment experiment() {
    return Experiment.named("E05", "One way: requests lost")
        .asks(
            "When what g1 asks of the other nodes never arrives, and nobody is told: does app-cp in g1"
                + " refuse without doubt, and does app-ap stay fresh through the instances of other zones?")
        .with("MAX_STALENESS_MS", House.MAX_STALENESS_MS)
        .clients(House.clients())
        .strikes(5_000, 11_000, new RequestsLost("g1", "g2,g3"))
        .promises(
            "app-cp",
            "refuses where no majority answers",
            seen -> seen.cp().in("g1").during("requests lost"),
            House.CP_REFUSED)
        .promises(
            "app-cp",
            "serves where a majority answers",
            seen -> seen.cp().in("g2", "g3").during("requests lost"),
            House.CP_SERVED)
        .promises("app-ap", "answers every request", Seen::ap, House.AP_SERVED)
        .promises(House.data())
        .promises(House.recovery())
        .acceptable("app-cp: refused, for certain", seen -> seen.cp().in("g1").status(503).count())
        .interesting("app-cp: an outcome unknown", seen -> seen.cp().in("g1").status(504).count())
        .interesting("app-ap: a read past MAX_STALENESS_MS", House::stale)
        .forbidden(
            "app-cp: an answer in g1 while it reaches no majority",
            seen -> seen.cp().in("g1").during("requests lost").ok().count())
        .written();
  }
}
