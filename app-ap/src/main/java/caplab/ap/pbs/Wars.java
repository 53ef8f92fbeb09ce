package caplab.ap.pbs;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Monte Carlo over the latencies of one write and one read after it: WARS (Bailis et al.,
 * Probabilistically Bounded Staleness for Practical Partial Quorums, VLDB 2012, section 5.1). A
 * write is acknowledged when W replicas have answered; a read takes the first R answers, and is
 * fresh iff one of these replicas had the write before the read reached it.
 */
public final class Wars {

  private final Deployment deployment;
  private final int readQuorum;
  private final int writeQuorum;

  /**
   * @param readQuorum R, how many answers a read waits for
   * @param writeQuorum W, how many acknowledgements a write waits for
   * @throws IllegalArgumentException if there are not so many replicas
   */
  public Wars(Deployment deployment, int readQuorum, int writeQuorum) {
    int most = deployment.replicas();
    if (Math.min(readQuorum, writeQuorum) < 1 || Math.max(readQuorum, writeQuorum) > most) {
      throw new IllegalArgumentException(
          "R and W must be 1 to %d: %d, %d".formatted(most, readQuorum, writeQuorum));
    }
    this.deployment = deployment;
    this.readQuorum = readQuorum;
    this.writeQuorum = writeQuorum;
  }

  /** Predicts; the same seed gives the same prediction. */
  public Prediction predict(int trials, long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    WarsTrial trial = new WarsTrial(deployment.replicas());
    double[] fresh = new double[trials];
    double[] reads = new double[trials];
    double[] writes = new double[trials];
    for (int i = 0; i < trials; i++) {
      deployment.draw(trial, random);
      writes[i] = smallest(trial.acknowledged, writeQuorum);
      reads[i] = smallest(trial.answered, readQuorum);
      fresh[i] = freshAfter(trial, writes[i], reads[i]);
    }
    return new Prediction(fresh, reads, writes);
  }

  /** How long after the acknowledgement the read must begin, at least, to be fresh. */
  private static double freshAfter(WarsTrial trial, double acknowledged, double answered) {
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < trial.written.length; i++) {
      if (trial.answered[i] <= answered) {
        least = Math.min(least, trial.written[i] - acknowledged - trial.asked[i]);
      }
    }
    return Math.max(0, least);
  }

  private static double smallest(double[] values, int rank) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[rank - 1];
  }
}
