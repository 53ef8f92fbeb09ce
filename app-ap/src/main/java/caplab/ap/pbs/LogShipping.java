package caplab.ap.pbs;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Replicas as app-ap has them: one of them takes and acknowledges a write, the others have it when
 * it was shipped to them; a read asks a single one.
 *
 * @param write W, to the replica that takes the write
 * @param acknowledge A, back
 * @param links to each of the other replicas
 * @param moment when in the schedule of outages the write is acknowledged
 * @param homeShare share of the reads that ask the replica that took the write; the others are
 *     asked evenly
 * @param read R, to the replica asked
 * @param respond S, back
 */
public record LogShipping(
    Latency write,
    Latency acknowledge,
    List<Link> links,
    Latency moment,
    double homeShare,
    Latency read,
    Latency respond)
    implements Deployment {

  /**
   * The way to another replica.
   *
   * @param ship from the acknowledgement until the replica has the write, if the link is up
   * @param outage when the link is down
   */
  public record Link(Latency ship, Outage outage) {}

  public LogShipping {
    links = List.copyOf(links);
  }

  @Override
  public int replicas() {
    return 1 + links.size();
  }

  @Override
  public void draw(WarsTrial trial, RandomGenerator random) {
    double home = write.sample(random);
    double answered = home + acknowledge.sample(random);
    double now = moment.sample(random);
    int asked = asked(random);
    for (int i = 0; i < replicas(); i++) {
      trial.written[i] = i == 0 ? home : answered + shipped(links.get(i - 1), now, random);
      trial.acknowledged[i] = i == 0 ? answered : Double.POSITIVE_INFINITY;
      trial.asked[i] = read.sample(random);
      trial.answered[i] =
          i == asked ? trial.asked[i] + respond.sample(random) : Double.POSITIVE_INFINITY;
    }
  }

  private int asked(RandomGenerator random) {
    return links.isEmpty() || random.nextDouble() < homeShare
        ? 0
        : 1 + random.nextInt(links.size());
  }

  private static double shipped(Link link, double nowMs, RandomGenerator random) {
    double takes = link.ship().sample(random);
    return takes + link.outage().holdMs(nowMs, takes, random);
  }
}
