package caplab.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class BucketsTest {

  @Test
  void areHalfASecondWide_whileTheRunIsShort() {
    assertThat(Buckets.over(36_000)).isEqualTo(new Buckets(500, 72));
    assertThat(Buckets.over(36_001)).isEqualTo(new Buckets(500, 73));
  }

  @Test
  void growWiderWithTheRun() {
    assertThat(Buckets.over(120_000)).isEqualTo(new Buckets(1_000, 120));
    assertThat(Buckets.over(3_600_000)).isEqualTo(new Buckets(30_000, 120));
  }

  @Property
  void coverTheRun_andAreFewEnoughToDraw(@ForAll @DoubleRange(min = 0, max = 1e9) double duration) {
    Buckets buckets = Buckets.over(duration);
    assertThat(buckets.count()).isBetween(1, 160);
    assertThat((double) buckets.widthMs() * buckets.count()).isGreaterThanOrEqualTo(duration);
  }

  @Test
  void takeWhatIsOutsideIntoTheFirstAndTheLast() {
    Buckets buckets = Buckets.over(2_000);
    assertThat(buckets.at(-5)).isZero();
    assertThat(buckets.at(999.9)).isEqualTo(1);
    assertThat(buckets.at(2_000)).isEqualTo(3);
  }
}
