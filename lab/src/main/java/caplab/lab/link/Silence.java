package caplab.lab.link;

import java.util.random.RandomGenerator;

/**
 * Packets vanish both ways and nobody is told: only a timeout notices. Connecting still succeeds,
 * as it does to a paused process, and then nothing is heard. A connection that lost bytes stays
 * silent after the heal, as one does whose peer came back under another address.
 */
public record Silence() implements LinkFault {

  @Override
  public Fate strike(Direction direction, RandomGenerator random) {
    return Fate.LOST;
  }

  @Override
  public String describe() {
    return "silent";
  }
}
