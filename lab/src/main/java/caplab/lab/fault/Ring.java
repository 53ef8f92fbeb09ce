package caplab.lab.fault;

import caplab.lab.model.Cut;
import caplab.lab.model.Cut.Shape;
import java.util.List;

/** Every zone reaches another majority; no two the same (Jepsen calls it a majorities ring). */
public record Ring() implements Severance {

  @Override
  public String name() {
    return "ring";
  }

  @Override
  public String target() {
    return "every zone";
  }

  @Override
  public Cut cut(int zones) {
    return Cut.read(Shape.RING, List.of(), false, zones);
  }
}
