package caplab.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caplab.protocol.Trail;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When requests are traced, and that it costs nothing when they are not. */
class TracingTest {

  private static final Function<String, String> NO_HEADER = name -> null;

  private static final SpanWords<String, String> WORDS =
      new SpanWords<>() {
        @Override
        public String script(String request) {
          return request;
        }

        @Override
        public Map<String, String> asked(String request) {
          return Map.of();
        }

        @Override
        public Map<String, String> answered(String reply) {
          return Map.of();
        }
      };

  @ParameterizedTest
  @CsvSource({
    "OTEL_SERVICE_NAME, mine, , ",
    "OTEL_EXPORTER_OTLP_ENDPOINT, '', , ",
    "OTEL_EXPORTER_OTLP_ENDPOINT, http://127.0.0.1:1, OTEL_SDK_DISABLED, true",
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, http://127.0.0.1:1, OTEL_TRACES_EXPORTER, none",
  })
  void isOff_unlessAnEndpointIsNamed(String name, String value, String other, String said) {
    Map<String, String> environment = new HashMap<>(Map.of(name, value));
    if (other != null) {
      environment.put(other, said);
    }
    Tracing tracing = Tracing.of("app-cp", environment);
    assertThat(tracing).isSameAs(Tracing.OFF);
    assertThat(tracing.exemplars()).isEmpty();
    assertThat(tracing.begin("PUT", "/write/{key}", "http", NO_HEADER)).isSameAs(RequestSpan.NONE);
  }

  @ParameterizedTest
  @CsvSource({"OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"})
  void isOn_whereOneIs(String name) {
    try (Tracing tracing = Tracing.of("app-cp", Map.of(name, "http://127.0.0.1:1"))) {
      RequestSpan span = tracing.begin("PUT", "/write/{key}", "http", NO_HEADER);
      assertThat(span.traceId()).matches("[0-9a-f]{32}");
      assertThat(span.traceparent()).matches("00-" + span.traceId() + "-[0-9a-f]{16}-03");
      assertThat(span.trail(WORDS)).isPresent();
      assertThat(tracing.exemplars().orElseThrow().getCurrentTraceId()).isEqualTo(span.traceId());
      span.end();
      assertThat(tracing.exemplars().orElseThrow().getCurrentTraceId()).isNull();
    }
  }

  @Test
  void allocatesNothing_whileOff() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    request();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 10_000; i++) {
      request();
    }
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isZero();
  }

  private static void request() {
    RequestSpan span = Tracing.OFF.begin("PUT", "/write/{key}", "http", NO_HEADER);
    Optional<Trail<String, String>> trail = span.trail(WORDS);
    span.answered(trail.isEmpty() ? 200 : 500, Map.of());
    span.end();
  }

  @ParameterizedTest
  @CsvSource({
    "OTEL_EXPORTER_OTLP_ENDPOINT, nowhere, nowhere",
    "OTEL_EXPORTER_OTLP_PROTOCOL, carrier-pigeon, carrier-pigeon",
    "OTEL_EXPORTER_OTLP_PROTOCOL, grpc, grpc",
    "OTEL_TRACES_SAMPLER, sometimes, sometimes",
    "OTEL_EXPORTER_OTLP_TIMEOUT, long, timeout",
  })
  void saysWhichVariableCannotBeUsed(String name, String value, String said) {
    Map<String, String> environment =
        new HashMap<>(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1"));
    environment.put(name, value);
    assertThatThrownBy(() -> Tracing.of("app-cp", environment))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(said);
  }
}
