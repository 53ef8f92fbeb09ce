package caplab.lab.experiment;

import caplab.lab.model.UserError;
import java.util.List;
import java.util.Locale;

/** All experiments, in the order in which to read them. */
public final class Experiments {

  private Experiments() {}

  /** Written anew for each caller, as faults keep count of their own run. */
  public static List<Experiment> all() {
    return List.of(
        HealthyBaseline.experiment(), LostOneNode.experiment(),
        IsolatedMajority.experiment(), SplitWithClients.experiment(),
        RequestsLostOneWay.experiment(), RepliesLostOneWay.experiment(),
        OneBridge.experiment(), MajoritiesRing.experiment(),
        FlappingCut.experiment(), SlowNode.experiment(),
        PausedProcesses.experiment(), KilledNodes.experiment(),
        WipedNode.experiment(), OldDiskBack.experiment(),
        SteppingClock.experiment(), Contention.experiment(),
        RoamingSessions.experiment(), PredictedStaleness.experiment(),
        RedeployUnderLoad.experiment(), ClassicPair.experiment(),
        LongOutage.experiment(), FullMemory.experiment());
  }

  /**
   * The one of this name as it is put to containers, which have a gateway of their own. Cutting
   * them takes a second and a good deal of the machine, so faults last longer there.
   *
   * @throws UserError if there is none
   */
  public static Experiment inContainers(String name) {
    Experiment experiment = named(name);
    return experiment.name().equals(RedeployUnderLoad.NAME)
        ? RedeployUnderLoad.behindTheGateway()
        : experiment.stretched(2);
  }

  /**
   * The one of this name, in any case.
   *
   * @throws UserError if there is none
   */
  public static Experiment named(String name) {
    return all().stream()
        .filter(each -> each.name().equals(name.toUpperCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () -> UserError.usage("no experiment is called '" + name + "'; ./cap list names them"));
  }
}
