package caplab.lab.link;

import java.util.random.RandomGenerator;

/** The other way: the node carries out what it is asked, and its answer never arrives. */
public record RepliesLost() implements LinkFault {

  @Override
  public Fate strike(Direction direction, RandomGenerator random) {
    return switch (direction) {
      case REQUESTS -> Fate.AT_ONCE;
      case REPLIES -> Fate.LOST;
    };
  }

  @Override
  public String describe() {
    return "replies lost";
  }
}
