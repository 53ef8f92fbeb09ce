package caplab.lab.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import caplab.lab.history.HistoryEvent.Type;
import caplab.lab.run.FaultSpan;
import java.util.List;
import org.junit.jupiter.api.Test;

class LatenciesTest {

  private final Story story = new Story("cp");

  @Test
  void takesThePercentilesOfEachOperation() {
    for (int i = 1; i <= 100; i++) {
      story.write("g1", "k", 100 * i, 101 * i, "v" + i).read("g1", "k", 100 * i, 100 * i + 2);
    }
    var latencies = Latencies.withoutFault(story.told(), "cp", List.of());
    assertThat(latencies).containsOnlyKeys("read", "write");
    assertThat(latencies.get("write").count()).isEqualTo(100);
    assertThat(latencies.get("write").p50Ms()).isCloseTo(50, within(.05));
    assertThat(latencies.get("write").p95Ms()).isCloseTo(95, within(.1));
    assertThat(latencies.get("write").p99Ms()).isCloseTo(99, within(.1));
    assertThat(latencies.get("write").maxMs()).isCloseTo(100, within(.1));
    assertThat(latencies.get("write").meanMs()).isCloseTo(50.5, within(.1));
    assertThat(latencies.get("read").p99Ms()).isCloseTo(2, within(.01));
  }

  @Test
  void leavesOutRefusals_faultsAndTheirAftermath_andTheOtherService() {
    story
        .write("g1", "k", 0, 5, "a")
        .write("g1", "k", 10, 1_010, "b", Type.FAIL, 503)
        .write("g1", "k", 1_900, 2_100, "c")
        .write("g1", "k", 7_900, 8_100, "d")
        .write("g1", "k", 8_100, 8_107, "e");
    List<FaultSpan> cut = List.of(new FaultSpan("isolate", "g1", 2_000, 3_000));
    var latencies = Latencies.withoutFault(story.told(), "cp", cut);
    assertThat(latencies.get("write").count()).isEqualTo(2);
    assertThat(latencies.get("write").maxMs()).isCloseTo(7, within(.01));
    assertThat(Latencies.withoutFault(story.told(), "ap", cut)).isEmpty();
  }
}
