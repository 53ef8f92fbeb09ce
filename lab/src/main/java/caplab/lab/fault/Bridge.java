package caplab.lab.fault;

import caplab.lab.model.Cut;
import caplab.lab.model.Cut.Shape;
import java.util.List;

/** The others fall into two halves that only this zone sees both of. */
public record Bridge(String zone) implements Severance {

  @Override
  public String name() {
    return "bridge";
  }

  @Override
  public String target() {
    return zone;
  }

  @Override
  public Cut cut(int zones) {
    return Cut.read(Shape.BRIDGE, List.of(zone), false, zones);
  }
}
