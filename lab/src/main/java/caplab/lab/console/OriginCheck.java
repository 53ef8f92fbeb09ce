package caplab.lab.console;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.util.Optional;
import java.util.Set;

/**
 * Whom the console listens to. A browser runs pages of strangers beside ours, and all of them reach
 * loopback: so the Host must be a name of loopback (a stranger's domain that resolves to 127.0.0.1
 * is DNS rebinding), an Origin must be our own, and an order must be JSON, which a form of another
 * site cannot send without asking first.
 */
final class OriginCheck {

  /** Why a request is refused. */
  record Objection(int status, String reason) {}

  private final Set<String> hosts;

  OriginCheck(int port) {
    hosts = Set.of("127.0.0.1:" + port, "localhost:" + port, "[::1]:" + port);
  }

  Optional<Objection> objection(HttpExchange exchange) {
    Headers headers = exchange.getRequestHeaders();
    String host = headers.getFirst("Host");
    if (host == null || !hosts.contains(host)) {
      return objection(421, "this is " + hosts + ", and nothing else");
    }
    String origin = headers.getFirst("Origin");
    if (origin != null && !origin.equals("http://" + host)) {
      return objection(403, "orders from pages of other sites are refused");
    }
    String site = headers.getFirst("Sec-Fetch-Site");
    if (site != null && !site.equals("same-origin") && !opensThePage(exchange)) {
      return objection(403, "requests from pages of other sites are refused");
    }
    String type = headers.getFirst("Content-Type");
    if (exchange.getRequestMethod().equals("POST") && !isJson(type)) {
      return objection(415, "send Content-Type: application/json");
    }
    return Optional.empty();
  }

  /** Following a link to the page, or typing its address, changes nothing. */
  private static boolean opensThePage(HttpExchange exchange) {
    return exchange.getRequestMethod().equals("GET")
        && "navigate".equals(exchange.getRequestHeaders().getFirst("Sec-Fetch-Mode"));
  }

  private static boolean isJson(String type) {
    return type != null && type.split(";", 2)[0].strip().equalsIgnoreCase("application/json");
  }

  private static Optional<Objection> objection(int status, String reason) {
    return Optional.of(new Objection(status, reason));
  }
}
