package caplab.lab.link;

import java.util.random.RandomGenerator;

/** One way: what the service asks never reaches the node, so nothing takes effect. */
public record RequestsLost() implements LinkFault {

  @Override
  public Fate strike(Direction direction, RandomGenerator random) {
    return switch (direction) {
      case REQUESTS -> Fate.LOST;
      case REPLIES -> Fate.AT_ONCE;
    };
  }

  @Override
  public String describe() {
    return "requests lost";
  }
}
