package caplab.lab.experiment;

import caplab.lab.fault.Faults;

/** E04: the classic partition, with clients on both sides. {@code ./cap run E04} */
final class SplitWithClients {

  private SplitWithClients() {}

  static Experiment experiment() {
    return Experiment.named("E04", "Split with clients on both sides")
        .asks(
            "When g1 is cut from g2 and g3 and everybody goes on asking: who refuses, who answers,"
                + " and what does each have to pay for it, and for zones 10 ms apart while all is well?")
        .apart(10)
        .usualClients()
        .strikes(5_000, 11_000, Faults.split("g1", "g2,g3"))
        .isolates("g1")
        .cpRefuses("refuses where no majority is reachable", run -> run.in("g1").during("split"))
        .cpServes("serves where a majority is reachable", run -> run.in("g2", "g3").during("split"))
        .apAnswers("answers every request, on both sides")
        .usualPromises()
        .acceptable(
            "app-cp: refused in g1, for certain",
            run -> run.cp().in("g1").during("split").status(503).count())
        .acceptable("app-ap: concurrent writes became siblings", CommonPromises::siblings)
        .acceptable("app-ap: a read that said it is past MAX_STALENESS_MS", CommonPromises::stale)
        .interesting("app-cp: an outcome unknown at the cut", run -> run.cp().status(504).count())
        .forbidden(
            "app-cp: an answer in g1 while it is cut off",
            run -> run.cp().in("g1").during("split").ok().count())
        .written();
  }
}
