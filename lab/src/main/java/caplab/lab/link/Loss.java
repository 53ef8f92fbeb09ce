package caplab.lab.link;

import java.util.random.RandomGenerator;

/**
 * Chunks get lost with a probability, both ways. TCP sends them again, so to the two ends a loss is
 * a stall: until the retransmission timer fires, twice as long for each further loss in a row.
 *
 * @param share of chunks, from 0 to 1
 */
public record Loss(double share) implements LinkFault {

  /** The least retransmission timeout of Linux. */
  static final long RETRANSMIT_MS = 200;

  private static final int RETRANSMISSIONS_MAX = 8;

  public Loss {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("a loss is a share from 0 to 1: " + share);
    }
  }

  @Override
  public Fate strike(Direction direction, RandomGenerator random) {
    long stallMs = 0;
    for (int attempt = 0; attempt < RETRANSMISSIONS_MAX; attempt++) {
      if (random.nextDouble() >= share) {
        return new Fate.Delivered(stallMs);
      }
      stallMs += RETRANSMIT_MS << attempt;
    }
    return Fate.LOST;
  }

  @Override
  public boolean cuts() {
    return false;
  }

  @Override
  public String describe() {
    return String.format(java.util.Locale.ROOT, "%.1f %% lost", share * 100);
  }
}
