package caplab.lab.fault;

import caplab.lab.stage.Ground;

/** Something that goes wrong for a while. */
public interface Fault {

  /** A word or two: {@code split}. */
  String name();

  /** Whom it strikes: {@code g1 | g2,g3}. */
  String target();

  /** Begins it. */
  void begin(Ground ground);

  /** Ends it, and leaves nothing behind. */
  void end(Ground ground);
}
