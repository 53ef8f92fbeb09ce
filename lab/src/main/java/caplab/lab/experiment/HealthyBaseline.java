package caplab.lab.experiment;

import caplab.lab.model.Topology.Kind;
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
        .with("MAX_STALENESS_MS", CommonPromises.MAX_STALENESS_MS)
        .clients(
            new Sequences(Kind.CP, 2, false, LEISURELY),
            new Sequences(Kind.AP, 2, false, LEISURELY))
        .clients(new Registers(6, 1, LEISURELY), new SharedKeys(6, 1, LEISURELY))
        .cpServes("serves every request")
        .apAnswers("answers every request")
        .promises(CommonPromises.data())
        .acceptable(
            "app-cp: a compare-and-set that lost a race", run -> run.cp().status(412).count())
        .acceptable("app-ap: concurrent writes became siblings", CommonPromises::siblings)
        .interesting("app-ap: a read past MAX_STALENESS_MS", CommonPromises::stale)
        .forbidden(
            "app-cp: an unknown outcome in health", run -> run.calm().cp().status(504).count())
        .written();
  }
}
