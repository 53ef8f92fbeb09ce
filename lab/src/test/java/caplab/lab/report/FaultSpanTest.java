package caplab.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

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
    assertThat(new FaultSpan("machine stall", "app_cp", 1, 2).isStall()).isTrue();
    assertThat(new FaultSpan("pause", "app_cp", 1, 2).isStall()).isFalse();
  }
}
