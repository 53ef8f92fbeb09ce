package caplab.lab.bench;

import java.nio.charset.StandardCharsets;

/** A request of HTTP/1.1 in whose path and body {@code {key}} stands for the key. */
record WebRequest(String method, String path, String body) {

  static final String KEY = "{key}";

  /** The request for one key. */
  WebRequest of(String key) {
    return new WebRequest(method, path.replace(KEY, key), body.replace(KEY, key));
  }

  /** As it goes over a connection. */
  byte[] bytes() {
    return "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(method, path, body.length(), body)
        .getBytes(StandardCharsets.US_ASCII);
  }
}
