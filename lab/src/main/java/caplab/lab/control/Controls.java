package caplab.lab.control;

import caplab.lab.check.Availability;
import caplab.lab.check.Convergence;
import caplab.lab.check.HonestBound;
import caplab.lab.check.Increments;
import caplab.lab.check.Linearizability;
import caplab.lab.check.MonotonicReads;
import caplab.lab.check.NoLostWrite;
import caplab.lab.check.ReadYourWrites;
import caplab.lab.check.VersionOrder;
import caplab.lab.experiment.Draft;
import caplab.lab.experiment.Experiment;
import caplab.lab.fault.Faults;
import caplab.lab.model.Topology.Kind;
import caplab.lab.workload.Counters;
import caplab.lab.workload.Pace;
import caplab.lab.workload.Registers;
import caplab.lab.workload.Sequences;
import caplab.lab.workload.SharedKeys;
import java.util.List;

/** All negative controls. Each checker that is named with one must catch it by itself. */
public final class Controls {

  public static final String NAME = "E99";
  public static final String TITLE = "Negative controls";
  public static final String QUESTION =
      "When one part is broken on purpose, does the checker in charge notice, and does it find"
          + " nothing where nothing is broken?";

  /** Of the trial at full length; shorter ones shrink with their faults. */
  public static final long DURATION_MS = 8_000;

  /** Shortest first: the shortest trial that still catches is the one to read. */
  public static final SeedSearch SHORTEST =
      new SeedSearch(List.of(250L, 500L, 1_000L, 2_000L, 4_000L, DURATION_MS), 1, 5);

  private static final Pace PACE = new Pace(10);

  private Controls() {}

  public static List<Control> all() {
    return List.of(
        new Control(
            "a quorum of one",
            "app-cp",
            () -> BrokenCp.QUORUM_OF_ONE,
            registers().strikes(2_000, 5_000, Faults.split("g1", "g2,g3")).written(),
            List.of(new Linearizability(), new VersionOrder())),
        new Control(
            "increments that a quorum of one decides",
            "app-cp",
            () -> BrokenCp.QUORUM_OF_ONE,
            draft()
                .clients(new Counters(1, 2, PACE))
                .strikes(2_000, 5_000, Faults.split("g1", "g2,g3"))
                .written(),
            List.of(new Increments())),
        new Control(
            "no fence before a wiped node",
            "app-cp",
            () -> BrokenCp.NO_FENCE,
            sequences(Kind.CP)
                .strikes(2_000, 4_600, Faults.split("g2", "g1,g3"))
                .strikes(4_300, 4_500, Faults.wipe("db_g3"))
                // Left are the node that missed the writes and the one that lost them.
                .strikes(4_450, 6_000, Faults.kill("db_g1"))
                .written(),
            List.of(new Linearizability(), new VersionOrder())),
        new Control(
            "503 after an accept was sent",
            "app-cp",
            () -> BrokenCp.REFUSED_AFTER_ACCEPT,
            sequences(Kind.CP)
                .strikes(2_000, 5_000, Faults.repliesLost("g1", "g2,g3"))
                .strikes(2_000, 5_000, Faults.repliesLost("g2", "g1,g3"))
                .strikes(2_000, 5_000, Faults.repliesLost("g3", "g1,g2"))
                .written(),
            List.of(new Linearizability())),
        new Control(
            "last writer wins, by a skewed clock",
            "app-ap",
            BrokenAp.LastWriterWins::new,
            shared().strikes(2_000, 5_000, Faults.split("g1", "g2,g3")).written(),
            List.of(new NoLostWrite())),
        new Control(
            "no hints",
            "app-ap",
            BrokenAp.NoHints::new,
            shared().strikes(2_000, 5_000, Faults.split("g1", "g2,g3")).written(),
            List.of(new Convergence())),
        new Control(
            "a bound from the age of contact",
            "app-ap",
            BrokenAp.BoundFromContact::new,
            sequences(Kind.AP).strikes(2_000, 5_000, Faults.split("g1", "g2,g3")).written(),
            List.of(new HonestBound())),
        new Control(
            "a session token ignored",
            "app-ap",
            BrokenAp.TokenIgnored::new,
            sequences(Kind.AP).strikes(2_000, 5_000, Faults.split("g1", "g2,g3")).written(),
            List.of(new ReadYourWrites(), new MonotonicReads())),
        new Control(
            "an available read that asks a majority",
            "app-ap",
            BrokenAp.QuorumReads::new,
            sequences(Kind.AP).strikes(2_000, 5_000, Faults.split("g1", "g2,g3")).written(),
            List.of(new Availability())));
  }

  private static Draft registers() {
    return draft().clients(new Registers(2, 2, PACE));
  }

  private static Draft shared() {
    return draft().clients(new SharedKeys(2, 2, PACE));
  }

  /** Clients of app-ap change zones; those of app-cp stay, so an instance owns what it writes. */
  private static Draft sequences(Kind kind) {
    return kind == Kind.AP
        ? draft().clients(new Sequences(kind, 2, true, PACE))
        : draft().clients(new Sequences(kind, 6, false, PACE));
  }

  private static Draft draft() {
    return Experiment.named(NAME, TITLE).asks(QUESTION).lasts(DURATION_MS);
  }
}
