package caplab.lab.fault;

import caplab.lab.stage.FaultSurface;
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
  public void begin(FaultSurface surface) {
    faults.forEach(each -> each.begin(surface));
  }

  @Override
  public void end(FaultSurface surface) {
    faults.forEach(each -> each.end(surface));
  }
}
