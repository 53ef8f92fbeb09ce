package caplab.lab.experiment;

import caplab.lab.fault.OldDisk;
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
        .with("MAX_STALENESS_MS", House.MAX_STALENESS_MS)
        .clients(House.clients())
        .strikes(3_000, 8_000, new OldDisk("db_g3"))
        .promises("app-ap", "answers every request", Seen::ap, House.AP_SERVED)
        .promises(House.data(seen -> seen.ap().doubting(only(seen))))
        .promises(House.recovery())
        .interesting(
            "app-ap: a write that only the lost disk may have had, so taken as unknown",
            seen -> seen.ap().where(only(seen)).count())
        .interesting("app-cp: an outcome unknown", seen -> seen.cp().status(504).count())
        .acceptable("app-ap: a session told that something it saw is lost", House::lostSessions)
        .acceptable("app-ap: a read without a bound", House::unbounded)
        .written();
  }

  private static Predicate<Operation> only(Seen seen) {
    return House.onlyAt("db_g3", seen.windows(), Window::endMs);
  }
}
