package caplab.lab.experiment;

import caplab.lab.fault.Lossy;
import caplab.lab.fault.Slow;

/** E10: one node is slow, then loses packets. {@code ./cap run E10} */
final class SlowNode {

  private SlowNode() {}

  static Experiment experiment() {
    return Experiment.named("E10", "Slow node")
        .asks(
            "When one node answers 200 to 400 ms late, and later loses one chunk in twenty: does app-cp"
                + " wait for it, and what does the zone beside it pay with app-ap?")
        .with("MAX_STALENESS_MS", House.MAX_STALENESS_MS)
        .clients(House.clients())
        .strikes(4_000, 8_000, new Slow(3, 200, 400))
        .strikes(9_000, 13_000, new Lossy(3, 0.05))
        .promises(
            "app-cp",
            "serves everywhere while a minority is slow",
            seen -> seen.cp().during("slow"),
            House.CP_SERVED)
        .promises(
            "app-cp",
            "serves everywhere while a minority loses packets",
            seen -> seen.cp().during("lossy"),
            House.CP_SERVED)
        .promises("app-ap", "answers every request", Seen::ap, House.AP_SERVED)
        .promises(House.data())
        .promises(House.recovery())
        .acceptable(
            "app-cp: an answer sooner than the slow node could give one",
            seen -> seen.cp().during("slow").ok().where(House.within(200)).count())
        .interesting(
            "app-cp: an answer as late as the slow node's",
            seen -> seen.calm().cp().during("slow").ok().where(House.within(200).negate()).count())
        .interesting("app-ap: a read past MAX_STALENESS_MS", House::stale)
        .written();
  }
}
