package caplab.http;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Gives what Jetty refuses by itself (malformed, too long) the same shape as every problem. */
final class JettyErrors extends ErrorHandler {

  /** Jetty's word for the request line of an HTTP/2 that begins without agreement. */
  private static final int UPGRADE_REQUIRED = 426;

  /** Jetty's reason for 400, where the version is none that it ever heard of. */
  private static final String UNKNOWN_VERSION = "Unknown Version";

  /** Its reason where there is no version at all: a line cut short rather than an HTTP/0.9. */
  private static final String NO_VERSION = "HTTP/0.9";

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status = response.getStatus();
    String detail = "The request could not be understood";
    if (request.getAttribute(ERROR_EXCEPTION) instanceof HttpException refused) {
      status = refused.getCode();
      detail = refused.getReason() == null ? detail : refused.getReason();
      if (status == UPGRADE_REQUIRED || detail.equals(UNKNOWN_VERSION)) {
        status = Problem.Kind.VERSION.status;
      } else if (detail.startsWith(NO_VERSION)) {
        status = Problem.Kind.BAD_REQUEST.status;
        detail = "The request line has no HTTP version";
      }
    }
    Identity identity = Identity.of(name -> request.getHeaders().get(name));
    // Jetty's stand-in for a request that it could not read has a path of its own invention.
    boolean readable = request.getHttpURI() != null && !"BAD".equals(request.getMethod());
    String path = readable ? request.getHttpURI().getPath() : "/";
    Outgoing problem = Outgoing.of(Problems.ofStatus(status, detail), path, identity);
    response.setStatus(problem.status());
    Outgoing.common(response.getHeaders(), identity);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, problem.contentType());
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, problem.body().length);
    // After a CONNECT Jetty would keep the connection, as the tunnel that this is not.
    response.getHeaders().put(HttpFields.CONNECTION_CLOSE);
    response.write(true, ByteBuffer.wrap(problem.body()), callback);
    return true;
  }
}
