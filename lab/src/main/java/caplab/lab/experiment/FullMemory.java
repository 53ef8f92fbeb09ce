package caplab.lab.experiment;

import caplab.lab.fault.Faults;
import caplab.lab.history.HistoryEvent.F;
import caplab.lab.history.Operation;

/** E22: the memory of one node is full, then of all. {@code ./cap run E22} */
final class FullMemory {

  private FullMemory() {}

  static Experiment experiment() {
    return Experiment.named("E22", "Full memory")
        .asks(
            "When a node has no memory left, and then all of them: do reads and deletes go on, is a write that"
                + " was refused for it never seen, and is all well once there is room again?")
        .usualClients()
        .needsRealParts("its fault is a setting of a Redis server")
        .strikes(3_000, 6_000, Faults.together("one full", Faults.fullMemory("db_g2")))
        .strikes(
            9_000,
            12_000,
            Faults.together(
                "all full",
                Faults.fullMemory("db_g1"),
                Faults.fullMemory("db_g2"),
                Faults.fullMemory("db_g3")))
        .cpServes("serves everywhere while one node is full", run -> run.during("one full"))
        .apAnswers(
            "answers every request while any node has room", run -> run.outside("all full", 0))
        .apAnswers("reads go on while all are full", run -> run.during("all full").reads())
        .promises(
            "app-ap",
            "acknowledges no write while all are full",
            run -> run.ap().during("all full").where(FullMemory::puts),
            each -> each.status() == 507)
        .usualPromises()
        .acceptable("app-cp: refused for lack of memory", run -> run.cp().status(507).count())
        .acceptable("app-ap: refused for lack of memory", run -> run.ap().status(507).count())
        .acceptable(
            "app-cp: overwrote within the room that a register had",
            run -> run.cp().during("all full").where(FullMemory::puts).ok().count())
        .acceptable(
            "app-cp: deleted while all were full",
            run -> run.cp().during("all full").where(each -> each.f() == F.DELETE).ok().count())
        .interesting("app-cp: an outcome unknown", run -> run.cp().status(504).count())
        .written();
  }

  private static boolean puts(Operation each) {
    return each.f() == F.WRITE || each.f() == F.CAS;
  }
}
