package caplab.lab.experiment;

import caplab.lab.cluster.Topology.Kind;
import caplab.lab.workload.Pace;
import caplab.lab.workload.Registers;
import caplab.lab.workload.Sequences;
import caplab.lab.workload.SharedKeys;

/**
 * E01: nothing goes wrong. {@code ./cap run E01}. The same clients ask both services for keys that
 * each writes alone, at a pace that leaves the machine time: so latencies can be compared.
 */
final class HealthyBaseline {

  private static final Pace LEISURELY = new Pace(150);

  private HealthyBaseline() {}

  static Experiment experiment() {
    return Experiment.named("E01", "Healthy baseline")
        .asks(
            "Without any partition, in zones 20 ms apart, what does each service pay: app-cp for asking"
                + " a majority, app-ap for being a little stale? (PACELC's else)")
        .apart(20)
        .lasts(15_000)
        .with("MAX_STALENESS_MS", House.MAX_STALENESS_MS)
        .clients(
            new Sequences(Kind.CP, 2, false, LEISURELY),
            new Sequences(Kind.AP, 2, false, LEISURELY))
        .clients(new Registers(6, 1, LEISURELY), new SharedKeys(6, 1, LEISURELY))
        .promises("app-cp", "serves every request", Seen::cp, House.CP_SERVED)
        .promises("app-ap", "answers every request", Seen::ap, House.AP_SERVED)
        .promises(House.data())
        .acceptable(
            "app-cp: a compare-and-set that lost a race", seen -> seen.cp().status(412).count())
        .acceptable("app-ap: concurrent writes became siblings", House::siblings)
        .interesting("app-ap: a read past MAX_STALENESS_MS", House::stale)
        .forbidden(
            "app-cp: an unknown outcome in health", seen -> seen.calm().cp().status(504).count())
        .written();
  }
}
