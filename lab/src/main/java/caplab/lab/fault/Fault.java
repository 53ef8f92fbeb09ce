package caplab.lab.fault;

import caplab.lab.stage.FaultSurface;

/** Something that goes wrong for a while. */
public interface Fault {

  /** A word or two: {@code split}. */
  String name();

  /** Whom it strikes: {@code g1 | g2,g3}. */
  String target();

  /** Begins it. */
  void begin(FaultSurface surface);

  /** Ends it, and leaves nothing behind. */
  void end(FaultSurface surface);
}
