package caplab.lab.experiment;

import caplab.lab.fault.Faults;
import caplab.lab.fault.Slow;

/** E10: one node is slow, then loses packets. {@code ./cap run E10} */
final class SlowNode {

  private SlowNode() {}

  static Experiment experiment() {
    return Experiment.named("E10", "Slow node")
        .asks(
            "When one node answers 200 to 400 ms late, and later loses one chunk in twenty: does app-cp"
                + " wait for it, and what does the zone beside it pay with app-ap?")
        .usualClients()
        .strikes(4_000, 8_000, new Slow(3, 200, 400))
        .strikes(9_000, 13_000, Faults.lossy(3, 0.05))
        .cpServes("serves everywhere while a minority is slow", run -> run.during("slow"))
        .cpServes("serves everywhere while a minority loses packets", run -> run.during("lossy"))
        .apAnswers("answers every request")
        .usualPromises()
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
