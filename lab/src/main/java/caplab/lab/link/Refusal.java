package caplab.lab.link;

import java.util.random.RandomGenerator;

/** Nobody listens: connecting is refused, open connections are reset. */
public record Refusal() implements LinkFault {

  @Override
  public Fate strike(Direction direction, RandomGenerator random) {
    return Fate.LOST;
  }

  @Override
  public boolean refuses() {
    return true;
  }

  @Override
  public String describe() {
    return "refused";
  }
}
