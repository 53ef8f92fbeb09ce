package caplab.lab.fault;

import caplab.lab.stage.Ground;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Several faults at once, under one name.
 *
 * @param faults begun in this order, and ended in it too
 */
public record Together(String name, List<Fault> faults) implements Fault {

  public static Together of(String name, Fault... faults) {
    return new Together(name, List.of(faults));
  }

  @Override
  public String target() {
    return faults.stream().map(Fault::target).collect(Collectors.joining(" "));
  }

  @Override
  public void begin(Ground ground) {
    faults.forEach(each -> each.begin(ground));
  }

  @Override
  public void end(Ground ground) {
    faults.forEach(each -> each.end(ground));
  }
}
