package caplab.lab.fault;

import caplab.lab.cluster.Cut;
import caplab.lab.stage.Ground;

/** A fault that parts zones from nodes, as {@link Cut} names them. */
interface Severance extends Fault {

  /** What is parted where there are so many zones. */
  Cut cut(int zones);

  @Override
  default void begin(Ground ground) {
    Cut cut = cut(ground.topology().nodes());
    cut.severed().forEach(pair -> ground.plant(pair.from(), pair.to(), cut.fault()));
  }

  @Override
  default void end(Ground ground) {
    Cut cut = cut(ground.topology().nodes());
    cut.severed().forEach(pair -> ground.lift(pair.from(), pair.to(), cut.fault()));
  }
}
