package caplab.lab.fault;

import caplab.lab.model.Cut;
import caplab.lab.model.Cut.Shape;
import java.util.List;

/** The other way: the nodes carry out what they are asked, and their answers never arrive. */
public record RepliesLost(String from, String to) implements Severance {

  @Override
  public String name() {
    return "replies lost";
  }

  @Override
  public String target() {
    return from + " ← " + to;
  }

  @Override
  public Cut cut(int zones) {
    return Cut.read(Shape.REPLIES, List.of(from, to), false, zones);
  }
}
