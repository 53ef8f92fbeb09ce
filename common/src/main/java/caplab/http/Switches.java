package caplab.http;

import caplab.config.Features;
import caplab.config.Flags;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/**
 * What of the HTTP side may be switched while it serves; each is asked anew for every request.
 *
 * @param limits whether rate limits hold
 * @param readsPerLine of so many reads one is told; 0 for none
 * @param metrics whether there is {@code /metrics}
 * @param health whether there is {@code /health/detailed}
 * @param traces whether spans are made of requests
 */
public record Switches(
    BooleanSupplier limits,
    IntSupplier readsPerLine,
    BooleanSupplier metrics,
    BooleanSupplier health,
    BooleanSupplier traces) {

  /** As it is where nobody switches anything. */
  public static final Switches ON =
      new Switches(() -> true, () -> AccessLog.READS_PER_LINE, () -> true, () -> true, () -> true);

  public static Switches of(Features features) {
    return new Switches(
        () -> features.get(Flags.RATE_LIMIT),
        () -> features.get(Flags.ACCESS_LOG),
        () -> features.get(Flags.METRICS),
        () -> features.get(Flags.HEALTH_CHECK),
        () -> features.get(Flags.TRACING));
  }

  /** Whether a route is there; the probes always are. */
  boolean offers(Route route) {
    return switch (route.path()) {
      case ScrapeRoute.PATH -> metrics.getAsBoolean();
      case HealthRoutes.DETAILED -> health.getAsBoolean();
      default -> true;
    };
  }
}
