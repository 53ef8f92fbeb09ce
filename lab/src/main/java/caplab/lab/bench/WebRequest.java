package caplab.lab.bench;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A request of HTTP/1.1 in whose path and body {@code {key}} stands for the key.
 *
 * @param token that is shown; empty for none
 */
record WebRequest(String method, String path, String body, Optional<String> token) {

  static final String KEY = "{key}";

  /** One that shows no token. */
  WebRequest(String method, String path, String body) {
    this(method, path, body, Optional.empty());
  }

  /** The same with a token, if there is one. */
  WebRequest showing(Optional<String> other) {
    return new WebRequest(method, path, body, other);
  }

  /** {@code Authorization: Bearer …}, if a token is shown. */
  Optional<String> authorization() {
    return token.map(it -> "Authorization: Bearer " + it);
  }

  /** The request for one key. */
  WebRequest of(String key) {
    return new WebRequest(method, path.replace(KEY, key), body.replace(KEY, key), token);
  }

  /** As it goes over a connection. */
  byte[] bytes() {
    String known = authorization().map(it -> it + "\r\n").orElse("");
    return "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\n%sContent-Length: %d\r\n\r\n%s"
        .formatted(method, path, known, body.length(), body)
        .getBytes(StandardCharsets.US_ASCII);
  }
}
