package caplab.lab.experiment;

import caplab.lab.fault.Faults;

/** E07: g1 and g3 see each other only through g2. {@code ./cap run E07} */
final class OneBridge {

  private OneBridge() {}

  static Experiment experiment() {
    return Experiment.named("E07", "Bridge")
        .asks(
            "When g1 and g3 cannot see each other but both see g2: does app-cp serve everywhere, and does"
                + " app-ap in g2 carry the news from one to the other?")
        .usualClients()
        .strikes(5_000, 11_000, Faults.bridge("g2"))
        .cpServes("serves everywhere: each zone reaches a majority", run -> run.during("bridge"))
        .apAnswers("answers every request")
        .usualPromises()
        .acceptable("app-ap: concurrent writes became siblings", CommonPromises::siblings)
        .interesting("app-ap: a read past MAX_STALENESS_MS", CommonPromises::stale)
        .interesting("app-cp: an outcome unknown", run -> run.cp().status(504).count())
        .written();
  }
}
