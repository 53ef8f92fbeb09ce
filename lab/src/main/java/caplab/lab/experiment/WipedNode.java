package caplab.lab.experiment;

import caplab.lab.fault.Wipe;
import caplab.lab.history.Operation;
import java.util.function.Predicate;

/** E13: a node dies and comes back with an empty disk. {@code ./cap run E13} */
final class WipedNode {

  private WipedNode() {}

  static Experiment experiment() {
    return Experiment.named("E13", "Wipe a node")
        .asks(
            "When a node dies and comes back with an empty disk: is it kept from voting until it is refilled,"
                + " and is nothing lost but what it alone had?")
        .lasts(24_000)
        .with("MAX_STALENESS_MS", House.MAX_STALENESS_MS)
        .clients(House.clients())
        .strikes(5_000, 9_000, new Wipe("db_g3"))
        .promises(
            "app-cp",
            "serves everywhere without the node that was wiped",
            seen -> seen.cp().during("wipe"),
            House.CP_SERVED)
        .promises("app-ap", "answers every request", Seen::ap, House.AP_SERVED)
        .promises(House.data(WipedNode::withoutDoubt))
        .promises(House.recovery())
        .interesting(
            "app-ap: a write that only the lost disk may have had, so taken as unknown",
            seen -> seen.ap().where(only(seen)).count())
        .acceptable("app-ap: a session told that something it saw is lost", House::lostSessions)
        .acceptable("app-ap: a read without a bound", House::unbounded)
        .written();
  }

  private static Predicate<Operation> only(Seen seen) {
    return House.onlyAt("db_g3", seen.windows(), Window::fromMs);
  }

  private static Seen withoutDoubt(Seen seen) {
    return seen.ap().doubting(only(seen));
  }
}
