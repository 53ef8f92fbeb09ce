package caplab.lab.experiment;

import caplab.lab.fault.NoMemory;
import caplab.lab.fault.Together;
import caplab.lab.history.Event.F;
import caplab.lab.history.Operation;

/** E22: the memory of one node is full, then of all. {@code ./cap run E22} */
final class FullMemory {

  private FullMemory() {}

  static Experiment experiment() {
    return Experiment.named("E22", "Full memory")
        .asks(
            "When a node has no memory left, and then all of them: do reads and deletes go on, is a write that"
                + " was refused for it never seen, and is all well once there is room again?")
        .with("MAX_STALENESS_MS", CommonPromises.MAX_STALENESS_MS)
        .clients(CommonPromises.clients())
        .strikes(3_000, 6_000, Together.of("one full", new NoMemory("db_g2")))
        .strikes(
            9_000,
            12_000,
            Together.of(
                "all full", new NoMemory("db_g1"), new NoMemory("db_g2"), new NoMemory("db_g3")))
        .promises(
            "app-cp",
            "serves everywhere while one node is full",
            run -> run.cp().during("one full"),
            CommonPromises.CP_SERVED)
        .promises(
            "app-ap",
            "answers every request while any node has room",
            run -> run.ap().outside("all full", 0),
            CommonPromises.AP_SERVED)
        .promises(
            "app-ap",
            "reads go on while all are full",
            run -> run.ap().during("all full").reads(),
            CommonPromises.AP_SERVED)
        .promises(
            "app-ap",
            "acknowledges no write while all are full",
            run -> run.ap().during("all full").where(FullMemory::puts),
            each -> each.status() == 507)
        .promises(CommonPromises.data())
        .promises(CommonPromises.recovery())
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
