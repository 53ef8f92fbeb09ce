package caplab.http;

import caplab.config.AddressRange;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.server.Request;

/**
 * Who is at the other end: the peer's address, or, behind trusted proxies, the last address of
 * {@code X-Forwarded-For} or {@code Forwarded} (RFC 7239) that is not one of them. All lines of a
 * header are one list, read from the right; it ends at the first element that names no address, so
 * what is told is always an address that a trusted proxy saw. A proxy adds to one of the two
 * headers and passes the other on as the client made it up: where both are there and disagree, the
 * peer is all that is known.
 */
final class ClientAddress {

  private static final Pattern PAIR =
      Pattern.compile("\\s*([A-Za-z]+)=(\"(?:[^\"\\\\]|\\\\.)*\"|[^\";,\\s]*)\\s*(?:;|$)");
  private static final Pattern WITH_PORT =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([0-9.]+))(?::[0-9]{1,5})?");
  private static final Pattern V4 = Pattern.compile("(?:[0-9]{1,3}\\.){3}[0-9]{1,3}");

  private final List<AddressRange> trusted;

  ClientAddress(List<AddressRange> trusted) {
    this.trusted = List.copyOf(trusted);
  }

  String of(Request request) {
    String peer = Request.getRemoteAddr(request);
    return !isTrusted(peer)
        ? peer
        : of(
            peer,
            request.getHeaders().getValuesList("X-Forwarded-For"),
            request.getHeaders().getValuesList("Forwarded"));
  }

  /**
   * @param forwardedFor all lines of {@code X-Forwarded-For}
   * @param forwarded all lines of {@code Forwarded}
   */
  String of(String peer, List<String> forwardedFor, List<String> forwarded) {
    if (!isTrusted(peer)) {
      return peer;
    }
    String first = farthest(peer, elements(forwardedFor, false));
    String second =
        farthest(peer, elements(forwarded, true).stream().map(ClientAddress::node).toList());
    if (forwardedFor.isEmpty() || forwarded.isEmpty()) {
      return forwarded.isEmpty() ? first : second;
    }
    return first.equals(second) ? first : peer;
  }

  private String farthest(String peer, List<String> hops) {
    String client = peer;
    for (String hop : hops) {
      Optional<String> before = isTrusted(client) ? address(hop) : Optional.empty();
      if (before.isEmpty()) {
        return client;
      }
      client = before.get();
    }
    return client;
  }

  /**
   * The elements of a list that are not empty, the last first. Read from the right, so that nothing
   * that a client wrote at the left, an open quote for example, hides what proxies added.
   */
  private static List<String> elements(List<String> lines, boolean quotes) {
    List<String> elements = new ArrayList<>();
    String text = String.join(",", lines);
    boolean quoted = false;
    int end = text.length();
    for (int i = text.length() - 1; i >= -1; i--) {
      char c = i < 0 ? ',' : text.charAt(i);
      quoted ^= quotes && c == '"';
      if (i < 0 || (c == ',' && !quoted)) {
        elements.add(text.substring(i + 1, end).strip());
        end = i;
      }
    }
    elements.removeIf(String::isEmpty);
    return elements;
  }

  /** What an element of {@code Forwarded} says after {@code for=}; empty if nothing. */
  private static String node(String element) {
    Matcher pair = PAIR.matcher(element);
    while (pair.lookingAt()) {
      if (pair.group(1).equalsIgnoreCase("for")) {
        return pair.group(2).replace("\"", "");
      }
      if (pair.end() == element.length()) {
        break;
      }
      pair.region(pair.end(), element.length());
    }
    return "";
  }

  /** The address of {@code 10.0.0.1}, {@code 10.0.0.1:80}, {@code ::1}, {@code [::1]:80}. */
  private static Optional<String> address(String hop) {
    Matcher known = WITH_PORT.matcher(hop);
    String bare = hop;
    if (known.matches()) {
      bare = known.group(1) == null ? known.group(2) : known.group(1);
    }
    if (bare.length() > 45 || !(bare.indexOf(':') >= 0 || V4.matcher(bare).matches())) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.ofLiteral(bare).getHostAddress());
    } catch (IllegalArgumentException noAddress) {
      return Optional.empty();
    }
  }

  private boolean isTrusted(String address) {
    for (AddressRange range : trusted) {
      if (range.contains(address)) {
        return true;
      }
    }
    return false;
  }
}
