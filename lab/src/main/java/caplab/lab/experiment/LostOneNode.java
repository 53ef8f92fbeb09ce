package caplab.lab.experiment;

import caplab.lab.fault.LostNode;

/** E02: one node of three falls silent, for everybody. {@code ./cap run E02} */
final class LostOneNode {

  private LostOneNode() {}

  static Experiment experiment() {
    return Experiment.named("E02", "Lose one node of three")
        .asks(
            "When one node of three falls silent for everybody and comes back: does any client notice?"
                + " The six Perseus numbers say for how long.")
        .with("MAX_STALENESS_MS", House.MAX_STALENESS_MS)
        .clients(House.clients())
        .strikes(5_000, 11_000, new LostNode(3))
        .isolates("g3")
        .promises(
            "app-cp",
            "serves everywhere without the lost node",
            seen -> seen.cp().during("lost node"),
            House.CP_SERVED)
        .promises("app-ap", "answers every request", Seen::ap, House.AP_SERVED)
        .promises(House.data())
        .promises(House.recovery())
        .acceptable(
            "app-ap: zone g3 answered by another node than its own",
            seen ->
                seen.ap()
                    .in("g3")
                    .during("lost node")
                    .ok()
                    .where(House.at("db_g1", "db_g2"))
                    .count())
        .acceptable("app-ap: a read that said it is past MAX_STALENESS_MS", House::stale)
        .forbidden("app-cp: an unknown outcome", seen -> seen.calm().cp().status(504).count())
        .written();
  }
}
