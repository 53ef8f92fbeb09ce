package caplab.lab.experiment;

import caplab.lab.fault.Faults;
import caplab.lab.history.Operation;
import java.util.function.Predicate;

/** E14: a node comes back with the disk it had some seconds ago. {@code ./cap run E14} */
final class OldDiskBack {

  private OldDiskBack() {}

  static Experiment experiment() {
    return Experiment.named("E14", "Old disk")
        .asks(
            "When a node is killed and started on an old copy of its disk, so that it has forgotten promises"
                + " and writes: is it found out before it votes, and does nothing old come to life again?")
        .lasts(22_000)
        .usualClients()
        .strikes(3_000, 8_000, Faults.oldDisk("db_g3"))
        .apAnswers("answers every request")
        .promises(CommonPromises.data(run -> run.ap().doubting(only(run))))
        .promises(CommonPromises.recovery())
        .interesting(
            "app-ap: a write that only the lost disk may have had, so taken as unknown",
            run -> run.ap().where(only(run)).count())
        .interesting("app-cp: an outcome unknown", run -> run.cp().status(504).count())
        .acceptable(
            "app-ap: a session told that something it saw is lost", CommonPromises::lostSessions)
        .acceptable("app-ap: a read without a bound", CommonPromises::unbounded)
        .written();
  }

  private static Predicate<Operation> only(Observations run) {
    return CommonPromises.onlyAt("db_g3", run.windows(), Window::endMs);
  }
}
