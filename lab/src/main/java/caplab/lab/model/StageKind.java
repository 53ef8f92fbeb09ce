package caplab.lab.model;

import java.util.Locale;

/** What experiments run on, and what commands go to. */
public enum StageKind {
  /** Real processes and links, real time. */
  EMBEDDED,
  /** The images as containers, on an engine. */
  COMPOSE,
  /** The same cores in virtual time. */
  SIMULATED;

  /** As people name it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
