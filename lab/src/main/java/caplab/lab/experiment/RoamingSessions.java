package caplab.lab.experiment;

import caplab.lab.fault.Faults;
import caplab.lab.history.Facts;
import caplab.lab.model.Topology.Kind;
import caplab.lab.workload.Pace;
import caplab.lab.workload.Sequences;

/** E17: sessions that ask another instance each time, also across a cut. {@code ./cap run E17} */
final class RoamingSessions {

  private RoamingSessions() {}

  static Experiment experiment() {
    return Experiment.named("E17", "Roaming sessions")
        .asks(
            "When a session asks another instance each time, on both sides of a cut: does it see its own writes,"
                + " never go back in time, and is it told at once when that cannot be had?")
        .with("MAX_STALENESS_MS", CommonPromises.MAX_STALENESS_MS)
        .clients(
            CommonPromises.registers(),
            new Sequences(Kind.AP, 4, true, new Pace(20)),
            CommonPromises.sharedKeys())
        .strikes(5_000, 11_000, Faults.split("g1", "g2,g3"))
        .apAnswers("answers every request")
        .usualPromises()
        .acceptable(
            "app-ap: a session told that it is behind here, during the cut",
            run -> behind(run.ap().during("split")))
        .interesting(
            "app-ap: a session told that it is behind here, without a cut",
            run -> behind(run.ap().outside("split", CommonPromises.RECOVERY_MS)))
        .forbidden("app-ap: a session told that something is lost", CommonPromises::lostSessions)
        .written();
  }

  private static long behind(Observations run) {
    return run.where(each -> each.text(Facts.SESSION_STATE).equals(Facts.BEHIND)).count();
  }
}
