package caplab.trace;

import io.prometheus.metrics.tracer.common.SpanContext;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Makes the spans of requests. The variables {@code OTEL_*} say where they go, and how many. */
public interface Tracing extends AutoCloseable {

  /** Makes none, and allocates nothing. */
  Tracing OFF =
      new Tracing() {
        @Override
        public RequestSpan begin(
            String method, String route, String scheme, Function<String, String> header) {
          return RequestSpan.NONE;
        }

        @Override
        public Optional<SpanContext> exemplars() {
          return Optional.empty();
        }

        @Override
        public void close() {}
      };

  /**
   * As the environment says; {@link #OFF} unless it names an OTLP endpoint.
   *
   * @param service its name unless {@code OTEL_SERVICE_NAME} gives another
   * @throws IllegalArgumentException if a variable cannot be used; the message says which
   */
  static Tracing of(String service, Map<String, String> environment) {
    return wanted(environment) ? OpenTelemetryTracing.of(service, environment) : OFF;
  }

  private static boolean wanted(Map<String, String> environment) {
    boolean endpoint =
        !environment.getOrDefault("OTEL_EXPORTER_OTLP_ENDPOINT", "").isBlank()
            || !environment.getOrDefault("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "").isBlank();
    return endpoint
        && !"true".equalsIgnoreCase(environment.get("OTEL_SDK_DISABLED"))
        && !"none".equalsIgnoreCase(environment.get("OTEL_TRACES_EXPORTER"));
  }

  /**
   * Begins the span of a request, below the caller's if it sent one; it is the current one of this
   * thread until it ends.
   *
   * @param route its path with names in place of keys and values
   * @param header the first line of a header field by its name; null if there is none
   */
  RequestSpan begin(String method, String route, String scheme, Function<String, String> header);

  /** Tells metrics of the current span; empty if there never is one. */
  Optional<SpanContext> exemplars();

  /** Sends what is left, for a few seconds at most. */
  @Override
  void close();
}
