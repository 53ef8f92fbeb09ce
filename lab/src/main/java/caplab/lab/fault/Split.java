package caplab.lab.fault;

import caplab.lab.model.Cut;
import caplab.lab.model.Cut.Shape;
import java.util.List;

/**
 * The zones fall into groups, silently, as with a lost cable: commas within a group, the rest is
 * one more.
 */
public record Split(List<String> groups) implements Severance {

  public static Split of(String... groups) {
    return new Split(List.of(groups));
  }

  @Override
  public String name() {
    return "split";
  }

  @Override
  public String target() {
    return String.join(" ", groups);
  }

  @Override
  public Cut cut(int zones) {
    return Cut.read(Shape.GROUPS, groups, false, zones);
  }
}
