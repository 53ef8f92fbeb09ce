package caplab.lab.fault;

import caplab.lab.model.Cut;
import caplab.lab.stage.FaultSurface;

/** A fault that parts zones from nodes, as {@link Cut} names them. */
interface Severance extends Fault {

  /** What is parted where there are so many zones. */
  Cut cut(int zones);

  @Override
  default void begin(FaultSurface surface) {
    Cut cut = cut(surface.topology().nodes());
    cut.severed().forEach(pair -> surface.plant(pair.from(), pair.to(), cut.fault()));
  }

  @Override
  default void end(FaultSurface surface) {
    Cut cut = cut(surface.topology().nodes());
    cut.severed().forEach(pair -> surface.lift(pair.from(), pair.to(), cut.fault()));
  }
}
