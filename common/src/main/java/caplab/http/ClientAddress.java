package caplab.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Set;

/**
 * Who is at the other end: the peer's address, or, behind trusted proxies, the last address of
 * {@code X-Forwarded-For} that is not one of them.
 */
final class ClientAddress {

  private final Set<String> trusted;

  ClientAddress(List<String> trusted) {
    this.trusted = Set.copyOf(trusted);
  }

  String of(HttpServletRequest request) {
    String client = request.getRemoteAddr();
    String forwarded = request.getHeader("X-Forwarded-For");
    if (forwarded == null || !trusted.contains(client)) {
      return client;
    }
    String[] hops = forwarded.split(",", -1);
    for (int i = hops.length - 1; i >= 0 && trusted.contains(client); i--) {
      client = hops[i].strip();
    }
    return client;
  }
}
