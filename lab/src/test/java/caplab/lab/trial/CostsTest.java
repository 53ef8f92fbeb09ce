package caplab.lab.trial;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.lab.measure.CapBill;
import caplab.lab.measure.FreshnessCurves;
import caplab.lab.measure.Perseus;
import caplab.lab.measure.Refusals;
import caplab.lab.measure.Staleness;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CostsTest {

  private static String printed(double refusedForMs, OptionalDouble steadyMs) {
    Refusals cp = new Refusals(9, refusedForMs, 0, 5, new TreeMap<>(), new TreeMap<>());
    Staleness ap = new Staleness(7, 0, 0, 3, 1, 900, 2, OptionalDouble.empty());
    Perseus six = new Perseus(1000, "g1", 0, 0, OptionalDouble.of(0), 0, 0, steadyMs);
    return Costs.printed(
        new Measures(
            Optional.of(new CapBill(6_300, cp, ap)),
            Map.of("cp", six),
            Map.of(),
            new FreshnessCurves(List.of(), List.of(), OptionalDouble.empty())));
  }

  @Test
  void saysWhyRefusalsOutlastTheFault_whereTheyDo() {
    assertThat(printed(7_200, OptionalDouble.empty()))
        .contains(
            "bill of 6.3 s", "refused 9 over 7.2 s (0.9 s longer than the fault: a zone counts");
    assertThat(printed(6_300, OptionalDouble.empty())).contains("refused 9 over 6.3 s, left");
  }

  /** "Never" beside a promise that held would be two answers to one question. */
  @Test
  void neverSaysNever_whereSomethingElseIsMeant() {
    assertThat(printed(6_300, OptionalDouble.empty()))
        .contains("not steady: in the last whole second some zone had no success")
        .contains("nobody read after the heal")
        .doesNotContain("never");
    assertThat(printed(6_300, OptionalDouble.of(2000))).contains("all steady after 2,000 ms");
  }
}
