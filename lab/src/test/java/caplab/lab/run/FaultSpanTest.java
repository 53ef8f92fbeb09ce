package caplab.lab.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultSpanTest {

  @Test
  void spansOfOneFaultThatMeet_becomeOne() {
    assertThat(
            FaultSpan.joined(
                List.of(
                    new FaultSpan("cut", "g1", 30, 40),
                    new FaultSpan("cut", "g1", 10, 25),
                    new FaultSpan("cut", "g1", 20, 22),
                    new FaultSpan("cut", "g1", 40, 50))))
        .containsExactly(new FaultSpan("cut", "g1", 10, 25), new FaultSpan("cut", "g1", 30, 50));
  }

  @Test
  void spansOfDifferentFaults_stayApart() {
    assertThat(
            FaultSpan.joined(
                List.of(
                    new FaultSpan("cut", "g1", 10, 20),
                    new FaultSpan("cut", "g2", 5, 20),
                    new FaultSpan("slow", "g1", 10, 20))))
        .hasSize(3)
        .first()
        .isEqualTo(new FaultSpan("cut", "g2", 5, 20));
  }

  @Test
  void whatTheMachineDid_isNoFaultOfTheExperiment() {
    assertThat(FaultSpan.stall("app_cp", 1, 2).isStall()).isTrue();
    assertThat(new FaultSpan("pause", "app_cp", 1, 2).isStall()).isFalse();
  }

  @Test
  void timeInSeveralSpansAtOnce_countsOnce() {
    assertThat(
            FaultSpan.coveredMs(
                List.of(
                    new FaultSpan("cut", "g1", 20, 30),
                    new FaultSpan("cut", "g2", 0, 10),
                    new FaultSpan("slow", "g1", 5, 12))))
        .isEqualTo(22);
  }

  @ParameterizedTest(name = "{0}: {1} and {2} parted {3}")
  @CsvSource({
    "g1,             g1, g2, true",
    "g1,             g2, g3, false",
    "'g1 g2,g3',     g2, g3, false",
    "'g1 g2,g3',     g3, g1, true",
    "'g1 g2',        g2, g3, true",
    "db_g2,          g1, g2, true",
    "app_ap_g2,      g1, g2, false",
    "g1:db_g2,       g1, g2, false",
    "*:db_g2,        g1, g2, false",
  })
  void tellsWhichZonesATargetParts(String target, String zone, String other, boolean parted) {
    assertThat(new FaultSpan("cut", target, 0, 1).parts(zone, other)).isEqualTo(parted);
  }
}
