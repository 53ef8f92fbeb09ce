package caplab.lab.model;

import caplab.config.Setting;
import caplab.config.Settings;
import java.util.Optional;

/** How long services may need until they are as before, once what was wrong has ended. */
public final class Aftermath {

  /** Where {@code CIRCUIT_OPEN_MS} is not set, in milliseconds. */
  public static final long USUAL_MS = ms(Optional.empty());

  private Aftermath() {}

  /**
   * Two waits of an open breaker, as the first probe may come just too early, and a second for what
   * follows, in milliseconds.
   *
   * @param circuitOpenMs the text of {@code CIRCUIT_OPEN_MS}, or empty if it is not set
   */
  public static long ms(Optional<String> circuitOpenMs) {
    Setting<Long> open = Settings.CIRCUIT_OPEN_MS;
    return 2 * open.reader().read(circuitOpenMs.or(open::fallback).orElseThrow()) + 1_000;
  }
}
