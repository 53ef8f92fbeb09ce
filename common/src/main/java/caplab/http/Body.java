package caplab.http;

import caplab.http.Problem.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;

/**
 * Reads the body of a request as a value. It must have arrived by the request's deadline, however
 * slowly its bytes drip in.
 */
final class Body {

  // A body that is too large is read a little further, so that the client hears 413, not a reset.
  private static final int TOLERATED = 4;

  private static final int CHUNK_BYTES = 8192;

  private static final Pattern CHARSET =
      Pattern.compile("(\"?)(utf-?8|us-ascii)\\1", Pattern.CASE_INSENSITIVE);

  private final Request request;
  private final int maxBytes;
  private final long deadlineNanos;
  private final Room.Share share;

  Body(Request request, int maxBytes, long deadlineNanos, Room.Share share) {
    this.request = request;
    this.maxBytes = maxBytes;
    this.deadlineNanos = deadlineNanos;
    this.share = share;
  }

  /**
   * Whether some of a body is still to come, of a request that is answered without it: then the
   * server closes the connection, and who is not told would send the next request into nothing.
   */
  static boolean stillComes(Request request) {
    boolean has =
        request.getLength() > 0 || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
    return has && !request.consumeAvailable();
  }

  /** The whole body as UTF-8 text; the empty text only if its length is said to be 0. */
  String read() {
    refuseOtherEncodings();
    if (request.getLength() == 0 && !chunked()) {
      return "";
    }
    String text = whole();
    if (text.isEmpty()) {
      throw new Problem(
          Kind.BAD_REQUEST,
          "There is no body: the value is the body of /write/{key}; the empty value is an explicit"
              + " Content-Length: 0, as curl -d '' sends it");
    }
    return text;
  }

  /** Refuses a body beside a value that the path has. */
  void refuse() {
    if (!whole().isEmpty()) {
      throw new Problem(
          Kind.BAD_REQUEST,
          "There is a value in the path and a body beside it: send one, as /write/{key}/{value} or"
              + " as the body of /write/{key}");
    }
  }

  private String whole() {
    long declared = request.getLength();
    if (declared > (long) TOLERATED * maxBytes) {
      throw tooLarge();
    }
    if (declared <= 0 && !chunked()) {
      return "";
    }
    share.take(declared < 0 ? maxBytes : Math.min(declared, maxBytes), deadlineNanos);
    return PathText.utf8(bytes(declared), "the body");
  }

  private boolean chunked() {
    return request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
  }

  private void refuseOtherEncodings() {
    for (String coding : lines("Content-Encoding")) {
      if (!coding.equalsIgnoreCase("identity")) {
        throw new Problem(Kind.UNSUPPORTED, "A Content-Encoding is not understood");
      }
    }
    // Not from the server: it looks the charset up, and fails where the JDK does not know it.
    for (String type : lines("Content-Type")) {
      FieldList.parameters(type).forEach(Body::refuseOtherCharset);
    }
    if (!lines("Content-Range").isEmpty()) {
      throw new Problem(
          Kind.BAD_REQUEST, "A value is written as a whole: Content-Range has no use");
    }
  }

  private static void refuseOtherCharset(String parameter) {
    String[] named = parameter.split("=", 2);
    if (named.length == 2
        && named[0].strip().equalsIgnoreCase("charset")
        && !CHARSET.matcher(named[1].strip()).matches()) {
      throw new Problem(Kind.UNSUPPORTED, "The only charset understood is UTF-8");
    }
  }

  private List<String> lines(String name) {
    return FieldList.elements(request.getHeaders().getValuesList(name));
  }

  private byte[] bytes(long declared) {
    EndPoint connection = request.getConnectionMetaData().getConnection().getEndPoint();
    long usual = connection.getIdleTimeout();
    try {
      return collect(Request.asInputStream(request), declared, connection);
    } catch (IOException e) {
      throw malformed(e)
          ? new Problem(Kind.BAD_REQUEST, "The chunks of the body are malformed")
          : new Problem(Kind.TOO_SLOW, "The body did not arrive in time or in one piece");
    } finally {
      connection.setIdleTimeout(usual);
    }
  }

  private byte[] collect(InputStream in, long declared, EndPoint connection) throws IOException {
    ByteArrayOutputStream collected =
        new ByteArrayOutputStream((int) Math.clamp(declared, 256, 65_536));
    byte[] chunk =
        new byte[declared < 0 ? CHUNK_BYTES : (int) Math.clamp(declared, 1, CHUNK_BYTES)];
    long total = 0;
    while (total <= (long) TOLERATED * maxBytes) {
      if (declared < 0 || in.available() < declared - total) {
        waitAtMostUntilDeadline(connection);
      }
      int count = in.read(chunk);
      if (count < 0) {
        break;
      }
      total += count;
      if (total <= maxBytes) {
        collected.write(chunk, 0, count);
      }
    }
    if (total > maxBytes) {
      throw tooLarge();
    }
    return collected.toByteArray();
  }

  private static boolean malformed(Throwable failure) {
    return failure != null && (failure instanceof HttpException || malformed(failure.getCause()));
  }

  /** What is left shrinks with every read, so dripping bytes do not extend it. */
  private void waitAtMostUntilDeadline(EndPoint connection) throws IOException {
    long left = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
    if (left <= 0) {
      throw new IOException("deadline");
    }
    connection.setIdleTimeout(left);
  }

  private Problem tooLarge() {
    return new Problem(Kind.TOO_LARGE, "A value has at most " + maxBytes + " bytes")
        .with("max_value_bytes", maxBytes);
  }
}
