package caplab.ap.pbs;

import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * When the link between two replicas is down. The published model leaves it out: it predicts for a
 * network without faults.
 */
public sealed interface Outage {

  /** It never is. */
  Outage NEVER = new Sometimes(0, Latency.NONE);

  /**
   * For how long a shipment waits that is to begin now.
   *
   * @param momentMs what time it is
   * @param takesMs how long the shipment is under way; one that is cut off begins anew
   */
  double holdMs(double momentMs, double takesMs, RandomGenerator random);

  /**
   * Nothing is known but how often it is down, and for how long then.
   *
   * @param chance to find it down
   * @param remaining until it is up, if it is down
   */
  record Sometimes(double chance, Latency remaining) implements Outage {
    @Override
    public double holdMs(double momentMs, double takesMs, RandomGenerator random) {
      return random.nextDouble() < chance ? remaining.sample(random) : 0;
    }
  }

  /** It is known when it is down. */
  record Schedule(List<Cut> cuts) implements Outage {

    /** One of the times. */
    public record Cut(double fromMs, double toMs) {}

    public Schedule {
      cuts = cuts.stream().sorted(Comparator.comparingDouble(Cut::fromMs)).toList();
    }

    @Override
    public double holdMs(double momentMs, double takesMs, RandomGenerator random) {
      double begins = momentMs;
      for (Cut cut : cuts) {
        if (begins < cut.toMs() && begins + takesMs > cut.fromMs()) {
          begins = cut.toMs();
        }
      }
      return begins - momentMs;
    }
  }
}
