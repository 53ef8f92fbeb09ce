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
        .with("MAX_STALENESS_MS", CommonPromises.MAX_STALENESS_MS)
        .clients(CommonPromises.clients())
        .strikes(4_000, 8_000, new Slow(3, 200, 400))
        .strikes(9_000, 13_000, new Lossy(3, 0.05))
        .promises(
            "app-cp",
            "serves everywhere while a minority is slow",
            run -> run.cp().during("slow"),
            CommonPromises.CP_SERVED)
        .promises(
            "app-cp",
            "serves everywhere while a minority loses packets",
            run -> run.cp().during("lossy"),
            CommonPromises.CP_SERVED)
        .promises("app-ap", "answers every request", Observations::ap, CommonPromises.AP_SERVED)
        .promises(CommonPromises.data())
        .promises(CommonPromises.recovery())
        .acceptable(
            "app-cp: an answer sooner than the slow node could give one",
            run -> run.cp().during("slow").ok().where(CommonPromises.within(200)).count())
        .interesting(
            "app-cp: an answer as late as the slow node's",
            run ->
                run.calm()
                    .cp()
                    .during("slow")
                    .ok()
                    .where(CommonPromises.within(200).negate())
                    .count())
        .interesting("app-ap: a read past MAX_STALENESS_MS", CommonPromises::stale)
        .written();
  }
}
