package caplab.ap.pbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Writes at one of three nodes, one every 10 ms for 10 s. */
class ReplicationTest {

  private static final long MS = 1_000_000;
  private static final Offset<Double> NOISE = within(.03);

  private final Random random = new Random(5);
  private final Replication replication = new Replication(3);
  private double downMs;
  private final Spread<Integer> near = replication.link("db_g1", () -> 0);
  private final Spread<Integer> far = replication.link("db_g1", () -> downMs);
  private long now;

  @Test
  void agrees_countedAndPredicted_whileLinksAreUp() {
    write(10, 40);
    for (int ms : List.of(1, 5, 20, 50, 100)) {
      double expected = 1.0 / 3 + (-Math.expm1(-ms / 10.0) - Math.expm1(-ms / 40.0)) / 3;
      assertThat(replication.measured(ms, now)).isCloseTo(expected, NOISE);
      assertThat(predicted(ms)).isCloseTo(expected, NOISE);
    }
  }

  @Test
  void predictsLate_forALinkThatIsDown_beforeAnythingFailedToArrive() {
    write(1, 1);
    downMs = 2_000;
    assertThat(replication.measured(1_000, now)).isEqualTo(1);
    // Two thirds, and of the last third those whose link is up again: 1 − 2/(2 + 1).
    assertThat(predicted(1_000)).isCloseTo(2.0 / 3 + 1.0 / 9, NOISE);
    downMs = Double.POSITIVE_INFINITY;
    assertThat(predicted(1_000)).isEqualTo(2.0 / 3, NOISE);
  }

  @Test
  void countsWhatDoesNotArrive() {
    for (int n = 0; n < 100; n++) {
      near.acknowledged(n, now);
      far.acknowledged(n, now);
      now += 10 * MS;
      near.arrived(each -> true, now);
    }
    now += 10_000 * MS;
    assertThat(replication.measured(1_000, now)).isCloseTo(2.0 / 3, within(1e-9));
  }

  @Test
  void grantsAReadTheTimeThatItIsUnderWay() {
    write(10, 10);
    double without = predicted(5);
    for (int n = 0; n < 100; n++) {
      replication.reads().add(40);
    }
    assertThat(predicted(5)).isGreaterThan(without + .2);
  }

  @Test
  void saysNothing_beforeTheFirstWrite_andIsCertainOfASingleNode() {
    assertThat(replication.measured(5, now)).isNaN();
    assertThat(predicted(5)).isNaN();
    assertThat(new Replication(1).measured(5, now)).isEqualTo(1);
    assertThat(new Replication(1).predicted(List.of(5), now, 1)).containsExactly(1.0);
  }

  private double predicted(int ms) {
    return replication.predicted(List.of(ms), now, 1).getFirst();
  }

  private void write(double nearMs, double farMs) {
    for (int n = 0; n < 1_000; n++) {
      near.acknowledged(n, now);
      far.acknowledged(n, now);
      near.arrived(each -> true, now + took(nearMs));
      far.arrived(each -> true, now + took(farMs));
      now += 10 * MS;
    }
    now += 1_000 * MS;
  }

  private long took(double meanMs) {
    return (long) (new Latency.Exponential(1 / meanMs).sample(random) * MS);
  }
}
