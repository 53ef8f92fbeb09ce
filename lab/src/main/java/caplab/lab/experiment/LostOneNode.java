package caplab.lab.experiment;

import caplab.lab.fault.Faults;

/** E02: one node of three falls silent, for everybody. {@code ./cap run E02} */
final class LostOneNode {

  private LostOneNode() {}

  static Experiment experiment() {
    return Experiment.named("E02", "Lose one node of three")
        .asks(
            "When one node of three falls silent for everybody and comes back: does any client notice?"
                + " The six Perseus numbers say for how long.")
        .usualClients()
        .strikes(5_000, 11_000, Faults.lostNode(3))
        .isolates("g3")
        .cpServes("serves everywhere without the lost node", run -> run.during("lost node"))
        .apAnswers("answers every request")
        .usualPromises()
        .acceptable(
            "app-ap: zone g3 answered by another node than its own",
            run ->
                run.ap()
                    .in("g3")
                    .during("lost node")
                    .ok()
                    .where(CommonPromises.at("db_g1", "db_g2"))
                    .count())
        .acceptable("app-ap: a read that said it is past MAX_STALENESS_MS", CommonPromises::stale)
        .forbidden("app-cp: an unknown outcome", run -> run.calm().cp().status(504).count())
        .written();
  }
}
