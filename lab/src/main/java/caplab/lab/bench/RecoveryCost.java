package caplab.lab.bench;

import caplab.lab.wire.Patience;
import java.time.Duration;

/**
 * What it takes a service to come back with so many keys.
 *
 * @param restart its process was killed and started again
 * @param refill one of its nodes lost all that it had
 */
public record RecoveryCost(String rival, long keys, Step restart, Step refill) {

  private static final Duration MOST = Duration.ofMinutes(15);

  /**
   * One way back.
   *
   * @param whole whether it was whole in a quarter of an hour
   * @param seconds until all nodes had all again, and the service was healthy
   * @param spentUs processor time of service and nodes until then
   */
  public record Step(boolean whole, double seconds, Split spentUs) {

    Split perKeyUs(long keys) {
      return spentUs.by(keys);
    }
  }

  /** Does something to a service, and waits until it is whole. */
  static Step step(OurService service, Runnable what) {
    Party party = service.party();
    Split before = party.spentUs();
    long since = System.nanoTime();
    what.run();
    boolean whole = Patience.until(MOST, service::isWhole);
    party.check();
    double seconds = (System.nanoTime() - since) / 1e9;
    return new Step(whole, seconds, party.spentUs().minus(before));
  }
}
