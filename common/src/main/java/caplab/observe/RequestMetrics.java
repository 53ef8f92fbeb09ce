package caplab.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** What is counted of requests on keys; {@code /metrics}, health and breaker routes are not. */
public final class RequestMetrics {

  private final Metrics metrics;
  private final Map<String, Map<Integer, Counter>> counters = new ConcurrentHashMap<>();
  private final Map<String, Timer> latencies;
  private final DistributionSummary sizes;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final ActiveUsers users = new ActiveUsers();

  /**
   * @param statuses every status that an operation's answer may have, so that each series is there
   *     from the start, and none that stays at 0 for ever
   */
  public RequestMetrics(Metrics metrics, Map<String, ? extends Collection<Integer>> statuses) {
    this.metrics = metrics;
    statuses.forEach((operation, all) -> all.forEach(status -> counter(operation, status)));
    latencies =
        statuses.keySet().stream()
            .collect(
                Collectors.toMap(
                    operation -> operation,
                    operation ->
                        metrics.histogram(
                            "app_request_latency",
                            "Time from request to answer",
                            "operation",
                            operation)));
    sizes = metrics.bytes("app_response_size", "Size of the bodies of answers");
    metrics.gauge("app_requests_in_flight", "Requests being answered now", inFlight::get);
    metrics.gauge("app_active_users", "Distinct callers in the last 5 minutes", users::count);
  }

  /** A request began; {@code caller} is counted and not kept. */
  public void began(String caller) {
    inFlight.incrementAndGet();
    users.saw(caller);
  }

  /** A request was answered. */
  public void ended(String operation, int status, Duration taken, int bytes) {
    inFlight.decrementAndGet();
    counter(operation, status).increment();
    Timer latency = latencies.get(operation);
    if (latency != null) {
      latency.record(taken);
    }
    sizes.record(bytes);
  }

  private Counter counter(String operation, int status) {
    Counter known = counters.getOrDefault(operation, Map.of()).get(status);
    return known != null ? known : named(operation, status);
  }

  private Counter named(String operation, int status) {
    return counters
        .computeIfAbsent(operation, o -> new ConcurrentHashMap<>())
        .computeIfAbsent(
            status,
            s ->
                metrics.counter(
                    "app_requests",
                    "Requests answered",
                    "operation",
                    operation,
                    "status",
                    Integer.toString(s)));
  }
}
