package caplab.http;

import caplab.http.Problem.Kind;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/** The token of a request, and what is said of one that is not there or not taken (RFC 6750). */
final class BearerToken {

  private static final String SCHEME = "Bearer ";
  private static final String CHALLENGE = "Bearer realm=\"caplab\"";

  private BearerToken() {}

  /**
   * Empty if there is none, or credentials of another scheme, which are none here.
   *
   * @throws Problem 400 if it is there twice or in the URL
   */
  static Optional<String> of(Request wire) {
    if (inUrl(wire.getHttpURI().getQuery())) {
      throw malformed(
          "A token in a URL is in the logs of everyone on the way: revoke this one, and send the next"
              + " in the Authorization header");
    }
    List<String> lines = wire.getHeaders().getValuesList(HttpHeader.AUTHORIZATION);
    if (lines.size() > 1) {
      throw malformed("Authorization may be sent once only");
    }
    if (lines.isEmpty() || !lines.getFirst().regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return Optional.empty();
    }
    // Whatever it looks like, it is judged as every other: one that is malformed is not known.
    return Optional.of(lines.getFirst().substring(SCHEME.length()).strip());
  }

  /** As RFC 6750 once allowed it, in section 2.3. */
  private static boolean inUrl(String query) {
    if (query == null) {
      return false;
    }
    for (String pair : query.split("&", -1)) {
      String name = pair.split("=", 2)[0];
      if (name.equals("access_token")
          || (name.indexOf('%') >= 0 && "access_token".equals(decoded(name)))) {
        return true;
      }
    }
    return false;
  }

  private static String decoded(String name) {
    try {
      return PathText.query(name);
    } catch (Problem notText) {
      return name;
    }
  }

  static Problem missing() {
    return new Problem(Kind.UNAUTHORIZED, "This needs a token: Authorization: Bearer TOKEN")
        .withHeader("WWW-Authenticate", CHALLENGE);
  }

  static Problem invalid(String why) {
    return challenged(Kind.UNAUTHORIZED, "invalid_token", why, "");
  }

  /**
   * @param roles one of which is needed
   */
  static Problem ofAnotherRole(String roles) {
    return challenged(
        Kind.FORBIDDEN,
        "insufficient_scope",
        "This needs a token of a role among: " + roles,
        ", scope=\"" + roles + "\"");
  }

  private static Problem malformed(String why) {
    return challenged(Kind.BAD_REQUEST, "invalid_request", why, "");
  }

  private static Problem challenged(Kind kind, String error, String why, String more) {
    String challenge =
        CHALLENGE + ", error=\"" + error + "\", error_description=\"" + why + "\"" + more;
    return new Problem(kind, why).withHeader("WWW-Authenticate", challenge);
  }
}
