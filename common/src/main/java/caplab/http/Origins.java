package caplab.http;

import caplab.http.Parameter.In;
import caplab.http.Problem.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/**
 * Which pages may call from a browser (the Fetch standard's CORS). A browser sends simple requests
 * of any page anywhere, localhost included, and only then decides who may read the answer: so what
 * changes something is refused here unless it names no origin, as whoever is no browser, or an
 * allowed one. A page that this service might seem to have served itself is foreign too, as names
 * can be made to lead here.
 */
final class Origins {

  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE");
  private static final String PREFLIGHT_SECONDS = "600";

  /** What a browser may send beside what the routes name. */
  private static final List<String> TAKEN =
      List.of("Authorization", "Content-Type", "X-Request-ID", "X-Correlation-ID", "traceparent");

  /** What a page may read. */
  static final String EXPOSED =
      "ETag, Retry-After, Link, Allow, Age, API-Version, X-Request-ID, X-Correlation-ID,"
          + " traceparent, X-Staleness-Ms, X-Causal-Context, X-Session-Token, WWW-Authenticate,"
          + " RateLimit, RateLimit-Policy";

  private final List<String> allowed;
  private final String taken;

  /**
   * @param allowed as browsers write them
   */
  Origins(List<String> allowed, List<Route> routes) {
    this.allowed = List.copyOf(allowed);
    Set<String> names = new TreeSet<>(TAKEN);
    for (Route route : routes) {
      route.parameters().stream()
          .filter(each -> each.in() == In.HEADER)
          .forEach(each -> names.add(each.name()));
    }
    taken = String.join(", ", names);
  }

  /** Refuses what another's page would change. */
  void refuseForeign(Request request) {
    boolean page = request.getHeaders().contains(HttpHeader.ORIGIN);
    if (page && !SAFE.contains(request.getMethod()) && ours(request).isEmpty()) {
      throw new Problem(Kind.FOREIGN_PAGE, "Pages of this Origin may change nothing here");
    }
  }

  /** Adds what any answer to this request carries for the browser. */
  void mark(HttpFields.Mutable answer, Request request) {
    if (allowed.isEmpty()) {
      return;
    }
    answer.put("Vary", "Origin");
    ours(request)
        .ifPresent(origin -> {
          answer.put("Access-Control-Allow-Origin", origin);
          answer.put("Access-Control-Expose-Headers", EXPOSED);
        });
  }

  /**
   * The answer to a browser that asks before it sends; empty if it is none, or of a foreign page.
   *
   * @param allow the methods of the path
   */
  Optional<Answer> preflight(Request request, String allow) {
    boolean asks =
        request.getMethod().equals("OPTIONS")
            && request.getHeaders().contains("Access-Control-Request-Method");
    if (!asks || ours(request).isEmpty()) {
      return Optional.empty();
    }
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Access-Control-Allow-Methods", allow);
    headers.put("Access-Control-Allow-Headers", taken);
    headers.put("Access-Control-Max-Age", PREFLIGHT_SECONDS);
    return Optional.of(new Answer(204, headers, Map.of()));
  }

  private Optional<String> ours(Request request) {
    List<String> lines = request.getHeaders().getValuesList(HttpHeader.ORIGIN);
    return lines.size() == 1 && allowed.contains(lines.getFirst())
        ? Optional.of(lines.getFirst())
        : Optional.empty();
  }
}
