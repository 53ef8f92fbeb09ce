package caplab.lab.experiment;

import caplab.lab.fault.Fault;
import caplab.lab.fault.Faults;
import caplab.lab.history.Facts;
import caplab.lab.history.Operation;
import caplab.lab.model.Topology.Kind;
import caplab.lab.workload.Gateway;
import caplab.lab.workload.Pace;
import caplab.lab.workload.Registers;
import caplab.lab.workload.Sequences;
import caplab.lab.workload.SharedKeys;
import caplab.lab.workload.Workload;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** E19: the instances are replaced, zone by zone. {@code ./cap run E19} */
final class RedeployUnderLoad {

  /** Nobody took the connection: an attempt that the gateway makes again elsewhere. */
  private static final Predicate<Operation> UNSENT = each -> each.failed() && each.status() == 0;

  /**
   * Every answer in this time closes its connection, and the gateway turns away: so no request is
   * on its way when the process ends. Each client thinks less long than that.
   */
  private static final String NOTICE_MS = "500";

  /** Processes that start want the machine too. */
  private static final Pace STEADY = new Pace(100);

  static final String NAME = "E19";

  private static final String TITLE = "Redeploy under load";

  private RedeployUnderLoad() {}

  /**
   * What counts as a failed request: an attempt that an instance may have heard and that got no
   * good answer, and one for which no instance took the connection. An attempt that certainly never
   * left is none: the gateway repeats it.
   */
  static Experiment experiment() {
    return Experiment.named(NAME, TITLE)
        .asks(
            "When the instances are replaced under load, zone by zone, behind a gateway that tries another"
                + " where nobody takes the connection: is any request lost, or anything forgotten?")
        .lasts(50_000)
        .needsRealParts("it asks by a gateway that turns away from processes which end")
        .with("MAX_STALENESS_MS", CommonPromises.MAX_STALENESS_MS)
        .with("SHUTDOWN_NOTICE_MS", NOTICE_MS)
        .clients(behindGateways())
        .strikes(2_000, 9_000, zone("app_cp", "app_ap"))
        .strikes(16_000, 23_000, zone("app_cp_g2", "app_ap_g2"))
        .strikes(30_000, 37_000, zone("app_cp_g3", "app_ap_g3"))
        .promises("app-cp", "no request fails", run -> heard(run.cp()), CommonPromises.CP_SERVED)
        .promises("app-ap", "no request fails", run -> heard(run.ap()), CommonPromises.AP_SERVED)
        .usualPromises()
        .acceptable(
            "an attempt that the gateway made again elsewhere", run -> run.where(UNSENT).count())
        .forbidden(
            "a request that no instance took",
            run -> run.calm().where(UNSENT.and(RedeployUnderLoad::isLast)).count())
        .written();
  }

  /**
   * The same where a gateway is part of the stack: the instances behind it are replaced by images
   * built anew, twice, and nothing that a client asks may fail; the gateway says by itself how long
   * an instance has to serve on.
   */
  static Experiment behindTheGateway() {
    return Experiment.named(NAME, TITLE)
        .asks(
            "When the instances behind the gateway are built anew and replaced under load, twice:"
                + " is any request lost, or anything forgotten?")
        .lasts(60_000)
        .usualClients()
        .strikes(3_000, 28_000, zone("app_cp", "app_ap"))
        .strikes(30_000, 55_000, zone("app_cp", "app_ap"))
        .cpServes("no request fails")
        .apAnswers("no request fails")
        .usualPromises()
        .written();
  }

  private static Fault zone(String cp, String ap) {
    return Faults.together("redeploy", Faults.redeploy(cp), Faults.redeploy(ap));
  }

  private static Workload[] behindGateways() {
    return Stream.of(
            new Registers(6, 2, STEADY),
            new Sequences(Kind.AP, 2, false, STEADY),
            new SharedKeys(6, 1, STEADY))
        .map(Gateway::new)
        .toArray(Workload[]::new);
  }

  private static Observations heard(Observations run) {
    return run.where(UNSENT.negate());
  }

  private static boolean isLast(Operation each) {
    return each.invoke().fact(Facts.ATTEMPT).map(JsonNode::asInt).orElse(1) >= 3;
  }
}
