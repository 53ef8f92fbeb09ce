package caplab.lab.fault;

import caplab.lab.model.Cut;
import caplab.lab.model.Cut.Shape;
import java.util.List;

/** One way: what one group of zones asks of another's nodes never arrives. */
public record RequestsLost(String from, String to) implements Severance {

  @Override
  public String name() {
    return "requests lost";
  }

  @Override
  public String target() {
    return from + " → " + to;
  }

  @Override
  public Cut cut(int zones) {
    return Cut.read(Shape.ONE_WAY, List.of(from, to), false, zones);
  }
}
