package caplab.lab.experiment;

import caplab.lab.fault.Faults;
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
        .usualClients()
        .strikes(5_000, 9_000, Faults.wipe("db_g3"))
        .cpServes("serves everywhere without the node that was wiped", run -> run.during("wipe"))
        .apAnswers("answers every request")
        .promises(CommonPromises.data(WipedNode::withoutDoubt))
        .promises(CommonPromises.recovery())
        .interesting(
            "app-ap: a write that only the lost disk may have had, so taken as unknown",
            run -> run.ap().where(only(run)).count())
        .acceptable(
            "app-ap: a session told that something it saw is lost", CommonPromises::lostSessions)
        .acceptable("app-ap: a read without a bound", CommonPromises::unbounded)
        .written();
  }

  private static Predicate<Operation> only(Observations run) {
    return CommonPromises.onlyAt("db_g3", run.windows(), Window::fromMs);
  }

  private static Observations withoutDoubt(Observations run) {
    return run.ap().doubting(only(run));
  }
}
