package caplab.ap.pbs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The predictor against table 4 of the paper (Bailis et al., VLDB 2012; the values are the authors'
 * own LaTeX source): N = 3, latencies L_r and L_w at the 99.9th percentile of a million trials, and
 * t-visibility for 99.9 % of 50,000 trials, in milliseconds.
 *
 * <p>A tail of one in a thousand is known from n trials only up to √(.001/n). So a published value
 * is reproduced iff, by our trials, the share beyond it is .001 within four such standard errors of
 * both together. The paper's t are, where they differ, smaller than ours (1364 against about 1470
 * for YMMR): they are the first t whose own sample reached 99.9 %, which favours the lucky ones.
 * The chance of 89.3 % that the text names for YMMR comes of α = 3.5 in its write tail, as in the
 * authors' program; with the 3.35 that the table of fits prints it is 88.7 %, still within.
 */
class PublishedTableTest {

  private static final int TRIALS = 60_000;
  private static final int TRIALS_OF_LATENCY = 1_000_000;
  private static final int TRIALS_OF_VISIBILITY = 50_000;
  private static final double BEYOND = .001;
  private static final long SEED = 2012;

  @ParameterizedTest(name = "{0} R={1} W={2}: Lr {3}, Lw {4}, t {5}")
  @CsvSource({
    "LNKD_SSD,  1, 1,   0.66,    0.66,    1.85",
    "LNKD_SSD,  1, 2,   0.66,    1.63,    1.79",
    "LNKD_SSD,  2, 1,   1.63,    0.65,    0",
    "LNKD_SSD,  2, 2,   1.62,    1.64,    0",
    "LNKD_SSD,  3, 1,   4.14,    0.65,    0",
    "LNKD_SSD,  1, 3,   0.65,    4.09,    0",
    "LNKD_DISK, 1, 1,   0.66,   10.99,   45.5",
    "LNKD_DISK, 1, 2,   0.65,   20.97,   43.3",
    "LNKD_DISK, 2, 1,   1.63,   10.9,    13.6",
    "LNKD_DISK, 2, 2,   1.64,   20.96,    0",
    "LNKD_DISK, 3, 1,   4.12,   10.89,    0",
    "LNKD_DISK, 1, 3,   0.65,  112.65,    0",
    "YMMR,      1, 1,   5.58,   10.83, 1364.0",
    "YMMR,      1, 2,   5.61,  427.12, 1352.0",
    "YMMR,      2, 1,  32.6,    10.73,  202.0",
    "YMMR,      2, 2,  33.18,  428.11,    0",
    "YMMR,      3, 1, 219.27,   10.79,    0",
    "YMMR,      1, 3,   5.63, 1870.86,    0",
    "WAN,       1, 1,   3.4,    55.12,  113.0",
    "WAN,       1, 2,   3.4,   167.64,    0",
    "WAN,       2, 1, 151.3,    56.36,   30.2",
    "WAN,       2, 2, 151.31,  167.72,    0",
    "WAN,       3, 1, 153.86,   55.19,    0",
    "WAN,       1, 3,   3.44,  241.55,    0",
  })
  void reproducesThePublishedRow(
      Published distribution, int r, int w, double lr, double lw, double t) {
    Prediction prediction = new Wars(distribution.deployment(), r, w).predict(TRIALS, SEED);
    double slack = slack(TRIALS_OF_LATENCY);
    assertThat(lr)
        .isBetween(
            prediction.readMs(1 - BEYOND - slack) - .005,
            prediction.readMs(1 - BEYOND + slack) + .005);
    assertThat(lw)
        .isBetween(
            prediction.writeMs(1 - BEYOND - slack) - .005,
            prediction.writeMs(1 - BEYOND + slack) + .005);
    slack = slack(TRIALS_OF_VISIBILITY);
    assertThat(prediction.freshAt(t)).isGreaterThan(1 - BEYOND - slack);
    if (t > 0) {
      assertThat(prediction.freshAt(t)).isLessThan(1 - BEYOND + slack);
    }
  }

  private static double slack(int theirTrials) {
    return 4 * Math.sqrt(BEYOND * (1.0 / theirTrials + 1.0 / TRIALS));
  }

  @ParameterizedTest(name = "{0}: {1} right after the commit, {3} after {2} ms")
  @CsvSource({"LNKD_SSD, .974, 5, .99999", "LNKD_DISK, .439, 10, .925", "YMMR, .893, 0, .893"})
  void reproducesTheChancesNamedInTheText(
      Published distribution, double atOnce, double afterMs, double later) {
    Prediction prediction = new Wars(distribution.deployment(), 1, 1).predict(TRIALS, SEED);
    assertThat(prediction.freshAt(0)).isCloseTo(atOnce, within(slackAround(atOnce)));
    assertThat(prediction.freshAt(afterMs)).isCloseTo(later, within(slackAround(later)));
  }

  private static double slackAround(double chance) {
    double variance = chance * (1 - chance) * (1.0 / TRIALS_OF_VISIBILITY + 1.0 / TRIALS);
    return 4 * Math.sqrt(variance) + .0005;
  }
}
