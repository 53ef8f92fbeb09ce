package caplab.lab.link;

import java.util.random.RandomGenerator;

/**
 * Requests arrive late by a fixed time, in order; so every round trip is that much longer.
 *
 * @param delayMs at least 0
 */
public record Delay(long delayMs) implements LinkFault {

  public Delay {
    if (delayMs < 0) {
      throw new IllegalArgumentException("a delay cannot be negative: " + delayMs);
    }
  }

  @Override
  public Fate strike(Direction direction, RandomGenerator random) {
    return switch (direction) {
      case REQUESTS -> new Fate.Delivered(delayMs);
      case REPLIES -> Fate.AT_ONCE;
    };
  }

  @Override
  public boolean cuts() {
    return false;
  }

  @Override
  public String describe() {
    return delayMs + " ms late";
  }
}
