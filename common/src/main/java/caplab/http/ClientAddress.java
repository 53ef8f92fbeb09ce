package caplab.http;

import caplab.config.AddressRange;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;

/**
 * Who is at the other end: the peer's address, or, behind trusted proxies, the last address of
 * {@code X-Forwarded-For} that is not one of them.
 */
final class ClientAddress {

  private final List<AddressRange> trusted;

  ClientAddress(List<AddressRange> trusted) {
    this.trusted = List.copyOf(trusted);
  }

  String of(HttpServletRequest request) {
    return of(request.getRemoteAddr(), request.getHeader("X-Forwarded-For"));
  }

  /**
   * @param forwarded the header, null if there is none
   */
  String of(String peer, String forwarded) {
    String client = peer;
    if (forwarded == null || !isTrusted(client)) {
      return client;
    }
    String[] hops = forwarded.split(",", -1);
    for (int i = hops.length - 1; i >= 0 && isTrusted(client); i--) {
      client = hops[i].strip();
    }
    return client;
  }

  private boolean isTrusted(String address) {
    return trusted.stream().anyMatch(range -> range.contains(address));
  }
}
