package caplab.http;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Gives what Jetty refuses by itself (malformed, too long) the same shape as every problem. */
final class JettyErrors extends ErrorHandler {

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status = response.getStatus();
    String detail = "The request could not be understood";
    if (request.getAttribute(ERROR_EXCEPTION) instanceof HttpException refused) {
      status = refused.getCode();
      detail = refused.getReason() == null ? detail : refused.getReason();
    }
    Identity identity = Identity.of(name -> request.getHeaders().get(name));
    Problem problem = Problems.ofStatus(status, detail);
    String path = request.getHttpURI() == null ? null : request.getHttpURI().getPath();
    byte[] body = Json.bytes(Problems.body(problem, path, identity.requestId()));
    response.setStatus(problem.kind().status);
    Exchange.common((name, value) -> response.getHeaders().put(name, value), identity);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, Exchange.PROBLEM);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
    response.write(true, ByteBuffer.wrap(body), callback);
    return true;
  }
}
