package caplab.lab.fault;

import caplab.lab.model.Cut;
import caplab.lab.model.Cut.Shape;
import java.util.List;

/** The same groups, but whoever asks across is refused at once instead of hearing nothing. */
public record Refusal(List<String> groups) implements Severance {

  @Override
  public String name() {
    return "refused";
  }

  @Override
  public String target() {
    return String.join(" ", groups);
  }

  @Override
  public Cut cut(int zones) {
    return Cut.read(Shape.GROUPS, groups, true, zones);
  }
}
