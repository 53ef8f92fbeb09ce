package caplab.ap.pbs;

import java.util.List;
import java.util.random.RandomGenerator;

/** How long something takes, in milliseconds, as a distribution to draw from. */
public sealed interface Latency {

  /** One draw. */
  double sample(RandomGenerator random);

  /** It takes nothing. */
  Latency NONE = new Constant(0);

  /** It always takes the same. */
  record Constant(double ms) implements Latency {
    @Override
    public double sample(RandomGenerator random) {
      return ms;
    }
  }

  /** Anything between two ends is equally likely. */
  record Uniform(double fromMs, double toMs) implements Latency {
    @Override
    public double sample(RandomGenerator random) {
      return fromMs + (toMs - fromMs) * random.nextDouble();
    }
  }

  /**
   * At least a scale, with a tail that falls as a power.
   *
   * @param scaleMs the least, x_m
   * @param shape how steep the tail is, α
   */
  record Pareto(double scaleMs, double shape) implements Latency {
    @Override
    public double sample(RandomGenerator random) {
      return scaleMs * Math.pow(1 - random.nextDouble(), -1 / shape);
    }
  }

  /**
   * Memoryless.
   *
   * @param perMs the rate λ; the mean is its inverse
   */
  record Exponential(double perMs) implements Latency {
    @Override
    public double sample(RandomGenerator random) {
      return -Math.log1p(-random.nextDouble()) / perMs;
    }
  }

  /**
   * What is left of something that has lasted for so long, of which nothing else is known: the
   * chance that it lasts at least as long again is one half, nine times as long again one tenth
   * (Gott, Nature 363, 1993).
   */
  record AsLongAgain(double lastedMs) implements Latency {
    @Override
    public double sample(RandomGenerator random) {
      return lastedMs * (1 / (1 - random.nextDouble()) - 1);
    }
  }

  /** One of two, the first with a given chance. */
  record Mixture(double chanceOfFirst, Latency first, Latency second) implements Latency {
    @Override
    public double sample(RandomGenerator random) {
      return (random.nextDouble() < chanceOfFirst ? first : second).sample(random);
    }
  }

  /** One and then another. */
  record Sum(Latency first, Latency second) implements Latency {
    @Override
    public double sample(RandomGenerator random) {
      return first.sample(random) + second.sample(random);
    }
  }

  /** Another one and a constant more. */
  record Shifted(double ms, Latency latency) implements Latency {
    @Override
    public double sample(RandomGenerator random) {
      return ms + latency.sample(random);
    }
  }

  /** Part of another one: a one-way trip as half a round trip, when only that can be measured. */
  record Share(double part, Latency latency) implements Latency {
    @Override
    public double sample(RandomGenerator random) {
      return part * latency.sample(random);
    }
  }

  /** One of the values that were measured. */
  record Measured(List<Double> ms) implements Latency {

    /**
     * @throws IllegalArgumentException if there is none
     */
    public Measured {
      if (ms.isEmpty()) {
        throw new IllegalArgumentException("nothing was measured");
      }
      ms = List.copyOf(ms);
    }

    @Override
    public double sample(RandomGenerator random) {
      return ms.get(random.nextInt(ms.size()));
    }
  }

  /**
   * What a histogram saw; within a bucket anything is equally likely.
   *
   * @param buckets in order; each begins where the last one ended, the first at 0
   */
  record Histogram(List<Bucket> buckets) implements Latency {

    /**
     * @param toMs its upper end
     * @param share of all values, those of the buckets before it included
     */
    public record Bucket(double toMs, double share) {}

    /**
     * @throws IllegalArgumentException if the last bucket does not complete the whole
     */
    public Histogram {
      if (buckets.isEmpty() || buckets.getLast().share() < 1) {
        throw new IllegalArgumentException("shares must grow to 1: " + buckets);
      }
      buckets = List.copyOf(buckets);
    }

    @Override
    public double sample(RandomGenerator random) {
      double at = random.nextDouble();
      Bucket before = new Bucket(0, 0);
      for (Bucket bucket : buckets) {
        if (at < bucket.share()) {
          double within = (at - before.share()) / (bucket.share() - before.share());
          return before.toMs() + within * (bucket.toMs() - before.toMs());
        }
        before = bucket;
      }
      return before.toMs();
    }
  }
}
