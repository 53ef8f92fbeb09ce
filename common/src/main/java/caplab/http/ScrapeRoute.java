package caplab.http;

import caplab.access.Role;
import caplab.http.Problem.Kind;
import caplab.observe.Metrics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** The metrics, in the form that the caller wishes for. */
final class ScrapeRoute {

  static final String PATH = "/metrics";

  /** Below this, zipping costs more than it saves. */
  private static final int ZIPPED_FROM_BYTES = 8_192;

  /** Text first: it is for people, and Prometheus says what it takes. */
  private static final List<String> FORMS = List.of(Metrics.TEXT, Metrics.OPEN);

  private static final String SERIES = "process_uptime_seconds{mode=\"cp\"} 12.5\n";

  private final Metrics metrics;

  ScrapeRoute(Metrics metrics) {
    this.metrics = metrics;
  }

  Route route() {
    List<String> headers = List.of("Vary", "Content-Encoding");
    return new Route(
            "GET",
            PATH,
            "",
            false,
            List.of(Parameter.query("name", "The names of some metrics, with commas between")),
            "Metrics as Prometheus reads them; ?name=a,b for some only",
            this::answer)
        .answering(
            FORMS.stream()
                .map(form -> Described.text(200, "The series", form, SERIES).with(headers))
                .toList(),
            Kind.NOT_FOUND) // by flag
        .taking(Access.of(Role.METRICS, Role.OPERATOR).unlimited());
  }

  private Answer answer(Request request) {
    String form = Accepts.best(request.lines("accept"), FORMS).orElseThrow();
    Set<String> names = new LinkedHashSet<>();
    request.query("name").ifPresent(some -> Collections.addAll(names, some.split(",", -1)));
    Metrics.Scraped scrape = metrics.scrape(form, names);
    if (!scrape.unknown().isEmpty()) {
      throw new Problem(
              Kind.BAD_REQUEST, "No metric is named: " + String.join(", ", scrape.unknown()))
          .with("known", metrics.names());
    }
    boolean zip =
        scrape.bytes().length >= ZIPPED_FROM_BYTES
            && Accepts.gzip(request.lines("accept-encoding"));
    Answer answer = Answer.text(200, form, zip ? zipped(scrape.bytes()) : scrape.bytes());
    answer = answer.withHeader("Vary", "Accept, Accept-Encoding");
    return zip ? answer.withHeader("Content-Encoding", "gzip") : answer;
  }

  /** A seventh larger than by default, at half the work. */
  private static final class Quick extends GZIPOutputStream {
    Quick(OutputStream out) throws IOException {
      super(out);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }

  private static byte[] zipped(byte[] text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(ZIPPED_FROM_BYTES);
    try (OutputStream out = new Quick(bytes)) {
      out.write(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
