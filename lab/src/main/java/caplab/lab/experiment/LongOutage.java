package caplab.lab.experiment;

import caplab.lab.fault.Faults;
import caplab.lab.run.Sample;

/** E21: a node is gone for longer than the logs reach back. {@code ./cap run E21} */
final class LongOutage {

  private LongOutage() {}

  static Experiment experiment() {
    return Experiment.named("E21", "Long outage past the log cap")
        .asks(
            "When a node is out of reach until what it missed has been trimmed from the others' logs: is it"
                + " brought level by a resync, with nothing lost and nothing deleted come back?")
        .lasts(26_000)
        .with("MAX_STALENESS_MS", CommonPromises.MAX_STALENESS_MS)
        .with("AP_LOG_CAP", "100")
        .clients(CommonPromises.clients())
        .strikes(3_000, 15_000, Faults.lostNode(3))
        .cpServes("serves everywhere without the node", run -> run.during("lost node"))
        .apAnswers("answers every request")
        .usualPromises()
        .acceptable("app-ap: resyncs", LongOutage::resyncs)
        .forbidden(
            "app-ap: no resync, so the outage was too short", run -> resyncs(run) > 0 ? 0 : 1)
        .acceptable("app-ap: a read that said it is past MAX_STALENESS_MS", CommonPromises::stale)
        .written();
  }

  private static long resyncs(Observations run) {
    return run.samples().stream().mapToLong(Sample::resyncs).max().orElse(0);
  }
}
