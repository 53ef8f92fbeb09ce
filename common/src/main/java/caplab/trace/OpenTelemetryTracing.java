package caplab.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.prometheus.metrics.tracer.common.SpanContext;
import io.prometheus.metrics.tracer.otel.OpenTelemetrySpanContext;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.logging.Logger;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Spans by OpenTelemetry's SDK, sent over OTLP in batches. */
final class OpenTelemetryTracing implements Tracing {

  /** Held: the JDK forgets the handlers of a logger that nobody holds. */
  private static final Logger LOG = Logger.getLogger("io.opentelemetry");

  private static final long LAST_BATCH_SEC = 5;

  private static final TextMapGetter<Function<String, String>> HEADERS =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Function<String, String> header) {
          return List.of();
        }

        @Override
        public String get(Function<String, String> header, String name) {
          return header.apply(name);
        }
      };

  private final OpenTelemetrySdk sdk;
  private final Tracer tracer;

  private OpenTelemetryTracing(OpenTelemetrySdk sdk) {
    this.sdk = sdk;
    this.tracer = sdk.getTracer("caplab");
  }

  static OpenTelemetryTracing of(String service, Map<String, String> environment) {
    logLikeEverybody();
    try {
      return new OpenTelemetryTracing(
          AutoConfiguredOpenTelemetrySdk.builder()
              .addPropertiesSupplier(() -> properties(service, environment))
              .disableShutdownHook()
              .build()
              .getOpenTelemetrySdk());
    } catch (ConfigurationException e) {
      String why = e.getCause() == null ? "" : ": " + e.getCause().getMessage();
      throw new IllegalArgumentException(e.getMessage() + why, e);
    }
  }

  /**
   * What holds unless the process's own environment says else: the house's defaults, then these.
   */
  private static Map<String, String> properties(String service, Map<String, String> environment) {
    Map<String, String> properties = new HashMap<>();
    properties.put("otel.service.name", service);
    properties.put("otel.exporter.otlp.protocol", "http/protobuf");
    properties.put("otel.propagators", "tracecontext");
    properties.put("otel.metrics.exporter", "none");
    properties.put("otel.logs.exporter", "none");
    environment.forEach((name, value) -> {
      if (name.startsWith("OTEL_") && !value.isBlank()) {
        properties.put(name.toLowerCase(Locale.ROOT).replace('_', '.'), value);
      }
    });
    return properties;
  }

  private static synchronized void logLikeEverybody() {
    if (LOG.getUseParentHandlers()) {
      LOG.setUseParentHandlers(false);
      LOG.addHandler(new SLF4JBridgeHandler());
    }
  }

  @Override
  public RequestSpan begin(
      String method, String route, String scheme, Function<String, String> header) {
    Context caller =
        sdk.getPropagators().getTextMapPropagator().extract(Context.root(), header, HEADERS);
    Span span =
        tracer
            .spanBuilder(method + " " + route)
            .setParent(caller)
            .setSpanKind(SpanKind.SERVER)
            .setAttribute("http.request.method", method)
            .setAttribute("http.route", route)
            .setAttribute("url.scheme", scheme)
            .startSpan();
    return new ServerSpan(tracer, span);
  }

  @Override
  public Optional<SpanContext> exemplars() {
    return Optional.of(new OpenTelemetrySpanContext());
  }

  @Override
  public void close() {
    sdk.shutdown().join(LAST_BATCH_SEC, TimeUnit.SECONDS);
  }
}
