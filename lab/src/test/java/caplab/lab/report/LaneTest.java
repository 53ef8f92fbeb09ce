package caplab.lab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import caplab.lab.report.Lane.Span;
import caplab.lab.run.Sample;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LaneTest {

  @Test
  void aStateLastsUntilTheNextIsSeen() {
    assertThat(
            Lane.of(
                List.of(
                    seen(0, "CLOSED"), seen(200, "CLOSED"), seen(400, "OPEN"), seen(600, "OPEN"))))
        .containsExactly(
            new Lane(
                "cp",
                "g2",
                "db_g1",
                List.of(new Span("CLOSED", 0, 400), new Span("OPEN", 400, 600))));
  }

  @Test
  void everyBreakerHasItsOwn() {
    Sample two = new Sample(0, "app_ap", "g1", Map.of("db_g1", "OPEN"), Map.of(), 0, "");
    assertThat(Lane.of(List.of(seen(0, "CLOSED"), two)))
        .extracting(Lane::mode, Lane::zone)
        .containsExactly(tuple("cp", "g2"), tuple("ap", "g1"));
  }

  private static Sample seen(long timeMs, String state) {
    return new Sample(timeMs, "app_cp_g2", "g2", Map.of("db_g1", state), Map.of(), 0, "");
  }
}
