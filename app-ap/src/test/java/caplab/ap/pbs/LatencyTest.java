package caplab.ap.pbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import caplab.ap.pbs.Latency.Histogram;
import caplab.ap.pbs.Latency.Histogram.Bucket;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class LatencyTest {

  private static final int DRAWS = 100_000;

  /** The distribution functions, at a quantile each, against their textbook inverse. */
  @Test
  void drawsWhatTheDistributionSays() {
    assertThat(quantile(new Latency.Pareto(3, 2), .75)).isCloseTo(6, within(.1));
    assertThat(quantile(new Latency.Exponential(.5), .5)).isCloseTo(1.386, within(.03));
    assertThat(quantile(new Latency.AsLongAgain(10), .5)).isCloseTo(10, within(.3));
    assertThat(quantile(new Latency.Uniform(10, 20), .25)).isCloseTo(12.5, within(.1));
    assertThat(quantile(new Latency.Shifted(5, new Latency.Constant(2)), .5)).isEqualTo(7);
    assertThat(quantile(new Latency.Share(.5, new Latency.Constant(2)), .5)).isEqualTo(1);
  }

  @Test
  void mixesTwo() {
    Latency mixture = new Latency.Mixture(.3, new Latency.Constant(1), new Latency.Constant(2));
    assertThat(share(mixture, 1.5)).isCloseTo(.3, within(.01));
  }

  @Test
  void drawsWhatWasMeasured() {
    Latency measured = new Latency.Measured(List.of(1.0, 2.0, 2.0, 9.0));
    assertThat(share(measured, 1)).isCloseTo(.25, within(.01));
    assertThat(share(measured, 2)).isCloseTo(.75, within(.01));
    assertThatThrownBy(() -> new Latency.Measured(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void drawsEvenlyWithinTheBucketsOfAHistogram() {
    Latency histogram =
        new Histogram(List.of(new Bucket(1, .5), new Bucket(2, .5), new Bucket(4, 1)));
    assertThat(share(histogram, .5)).isCloseTo(.25, within(.01));
    assertThat(share(histogram, 2)).isCloseTo(.5, within(.01));
    assertThat(share(histogram, 3)).isCloseTo(.75, within(.01));
    assertThatThrownBy(() -> new Histogram(List.of(new Bucket(1, .5))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static double quantile(Latency latency, double share) {
    double[] draws = draws(latency);
    Arrays.sort(draws);
    return draws[(int) (share * DRAWS)];
  }

  private static double share(Latency latency, double atMost) {
    return (double) DoubleStream.of(draws(latency)).filter(ms -> ms <= atMost).count() / DRAWS;
  }

  private static double[] draws(Latency latency) {
    Random random = new Random(3);
    return DoubleStream.generate(() -> latency.sample(random)).limit(DRAWS).toArray();
  }
}
