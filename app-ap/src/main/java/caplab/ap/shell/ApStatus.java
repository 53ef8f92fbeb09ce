package caplab.ap.shell;

import caplab.ap.core.Outcome;

/** The one table from outcome to HTTP status (B-6). */
public final class ApStatus {

  private ApStatus() {}

  /** The status with which a client hears of an outcome. */
  public static int of(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Found found -> found.state().empty() ? 404 : 200;
      case Outcome.Written written -> 200;
      case Outcome.Unavailable none -> 503;
      case Outcome.TooStale stale -> 503;
      case Outcome.SessionBehind behind -> 503;
      case Outcome.Unknown unknown -> 504;
      case Outcome.Full full -> 507;
      case Outcome.Crowded crowded -> 507;
    };
  }
}
