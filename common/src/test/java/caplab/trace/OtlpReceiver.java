package caplab.trace;

import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** Receives spans over OTLP as a collector does, on a free port of 127.0.0.1. */
public final class OtlpReceiver implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /**
   * A span as it came.
   *
   * @param parent empty if it has none
   * @param failure what its status says; empty if it is no error
   */
  public record Received(
      String service,
      String traceId,
      String id,
      String parent,
      String name,
      Span.SpanKind kind,
      SortedMap<String, String> attributes,
      String failure,
      long startNs,
      long endNs) {

    /** An attribute as text; empty if there is none. */
    public String attribute(String name) {
      return attributes.getOrDefault(name, "");
    }
  }

  private final HttpServer server;
  private final List<Received> spans = new CopyOnWriteArrayList<>();

  private OtlpReceiver(HttpServer server) {
    this.server = server;
  }

  public static OtlpReceiver start() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      OtlpReceiver receiver = new OtlpReceiver(server);
      server.createContext("/v1/traces", receiver::receive);
      server.start();
      return receiver;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The variables by which an instance sends its spans here, soon. */
  public Map<String, String> settings() {
    return Map.of(
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "http://127.0.0.1:" + server.getAddress().getPort(),
        "OTEL_BSP_SCHEDULE_DELAY",
        "50");
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      ExportTraceServiceRequest request =
          ExportTraceServiceRequest.parseFrom(exchange.getRequestBody());
      for (ResourceSpans from : request.getResourceSpansList()) {
        String service = texts(from.getResource().getAttributesList()).get("service.name");
        from.getScopeSpansList().stream()
            .flatMap(scope -> scope.getSpansList().stream())
            .forEach(span -> spans.add(received(service, span)));
      }
      byte[] answer = ExportTraceServiceResponse.getDefaultInstance().toByteArray();
      exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(200, answer.length == 0 ? -1 : answer.length);
    }
  }

  private static Received received(String service, Span span) {
    Status status = span.getStatus();
    boolean error = status.getCode() == Status.StatusCode.STATUS_CODE_ERROR;
    return new Received(
        service,
        hex(span.getTraceId().toByteArray()),
        hex(span.getSpanId().toByteArray()),
        hex(span.getParentSpanId().toByteArray()),
        span.getName(),
        span.getKind(),
        texts(span.getAttributesList()),
        error ? "error " + status.getMessage() : "",
        span.getStartTimeUnixNano(),
        span.getEndTimeUnixNano());
  }

  private static String hex(byte[] id) {
    return HexFormat.of().formatHex(id);
  }

  private static SortedMap<String, String> texts(List<KeyValue> attributes) {
    SortedMap<String, String> texts = new TreeMap<>();
    for (KeyValue attribute : attributes) {
      AnyValue value = attribute.getValue();
      texts.put(
          attribute.getKey(),
          value.hasStringValue() ? value.getStringValue() : Long.toString(value.getIntValue()));
    }
    return texts;
  }

  /** All that came so far. */
  public List<Received> all() {
    return List.copyOf(spans);
  }

  /** Waits until so many spans of a trace are here. */
  public Trace trace(String traceId, int count) {
    await().atMost(PATIENCE).until(() -> of(traceId).size() >= count);
    return new Trace(of(traceId));
  }

  private List<Received> of(String traceId) {
    return spans.stream()
        .filter(span -> span.traceId().equals(traceId))
        .sorted(Comparator.comparingLong(Received::startNs))
        .toList();
  }

  /** The spans of one trace, in the order in which they began. */
  public record Trace(List<Received> spans) {

    /** The span of the request: the only one whose parent is not here. */
    public Received root() {
      return spans.stream()
          .filter(span -> spans.stream().noneMatch(other -> other.id().equals(span.parent())))
          .reduce((one, other) -> {
            throw new AssertionError("two roots: " + this);
          })
          .orElseThrow();
    }

    public List<Received> below(Received parent) {
      return spans.stream().filter(span -> span.parent().equals(parent.id())).toList();
    }

    /** As a tree, with milliseconds and our own attributes. */
    public String drawn() {
      return drawn(root(), "", "").stripTrailing();
    }

    private String drawn(Received span, String before, String below) {
      StringBuilder text = new StringBuilder();
      double ms = (span.endNs() - span.startNs()) / 1e6;
      text.append(
          String.format(
              Locale.ROOT, "%-34s%7.2f ms  %s%n", before + span.name(), ms, details(span)));
      List<Received> children = below(span);
      for (Received child : children) {
        boolean last = child == children.getLast();
        text.append(drawn(child, below + (last ? "└─ " : "├─ "), below + (last ? "   " : "│  ")));
      }
      return text.toString();
    }

    private static String details(Received span) {
      String told =
          span.attributes().entrySet().stream()
              .filter(it -> it.getKey().startsWith("cap.") && !it.getKey().equals("cap.node"))
              .map(it -> it.getKey().substring("cap.".length()) + "=" + it.getValue())
              .collect(Collectors.joining(" "));
      String status = span.attribute("http.response.status_code");
      return (status.isEmpty() ? "" : "status=" + status + " ")
          + told
          + (span.failure().isEmpty() ? "" : "  " + span.failure());
    }

    @Override
    public String toString() {
      return spans.stream().map(Received::toString).collect(Collectors.joining("\n"));
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
