package caplab.lab.bench;

import caplab.lab.model.UserError;
import caplab.lab.wire.Patience;
import java.time.Duration;

/**
 * What it takes a service to come back with so many keys.
 *
 * @param restart its process was killed and started again
 * @param refill one of its nodes lost all that it had
 */
public record RecoveryCost(String rival, long keys, Step restart, Step refill) {

  private static final Duration QUIET = Duration.ofSeconds(60);

  /**
   * One way back.
   *
   * @param seconds until all nodes had all again, and the service was healthy
   * @param spentUs processor time of service and nodes until then
   */
  public record Step(double seconds, Split spentUs) {

    Split perKeyUs(long keys) {
      return spentUs.by(keys);
    }
  }

  /** Does something to a service, and waits until it is whole, as long as it gets on. */
  static Step step(OurService service, Runnable what) {
    Party party = service.party();
    Split before = party.spentUs();
    long since = System.nanoTime();
    what.run();
    boolean whole =
        Patience.untilQuiet(QUIET, service::isWhole, () -> Long.toString(party.keysAtLeast()));
    party.check();
    if (!whole) {
      throw UserError.now(service.name() + " does not come back, and did not get on for a minute");
    }
    return new Step((System.nanoTime() - since) / 1e9, party.spentUs().minus(before));
  }
}
