package caplab.lab.experiment;

/** E01: nothing goes wrong. {@code ./cap run E01} */
final class HealthyBaseline {

  private HealthyBaseline() {}

  static Experiment experiment() {
    return Experiment.named("E01", "Healthy baseline")
        .asks(
            "Without any partition, what does each service pay: app-cp for asking a majority,"
                + " app-ap for being a little stale? (PACELC's else)")
        .lasts(15_000)
        .with("MAX_STALENESS_MS", House.MAX_STALENESS_MS)
        .clients(House.clients())
        .promises("app-cp", "serves every request", Seen::cp, House.CP_SERVED)
        .promises("app-ap", "answers every request", Seen::ap, House.AP_SERVED)
        .promises(House.data())
        .acceptable(
            "app-cp: a compare-and-set that lost a race", seen -> seen.cp().status(412).count())
        .acceptable("app-ap: concurrent writes became siblings", House::siblings)
        .interesting("app-ap: a read past MAX_STALENESS_MS", House::stale)
        .forbidden(
            "app-cp: an unknown outcome in health", seen -> seen.calm().cp().status(504).count())
        .written();
  }
}
