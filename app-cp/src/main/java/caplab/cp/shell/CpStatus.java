package caplab.cp.shell;

import caplab.cp.core.Outcome;

/** The one table from outcome to HTTP status (B-6). */
public final class CpStatus {

  private CpStatus() {}

  /** The status with which a client hears of an outcome. */
  public static int of(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Value value -> value.state().value().isPresent() ? 200 : 404;
      case Outcome.Applied applied -> 200;
      case Outcome.Unchanged unchanged -> 200;
      case Outcome.InFlight busy -> 409;
      case Outcome.Unmet unmet -> 412;
      case Outcome.Reused reused -> 422;
      case Outcome.NotApplied refused -> 503;
      case Outcome.Unknown unknown -> 504;
      case Outcome.Full full -> 507;
    };
  }
}
