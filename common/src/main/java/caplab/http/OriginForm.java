package caplab.http;

import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Refuses targets that are no path ({@code OPTIONS *}, {@code CONNECT host:port}) with 400. */
final class OriginForm extends Handler.Wrapper {

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    String path = request.getHttpURI().getPath();
    boolean tunnel = HttpMethod.CONNECT.is(request.getMethod());
    if (tunnel || path == null || !path.startsWith("/")) {
      Response.writeError(request, response, callback, 400, "The target is no path");
      return true;
    }
    return super.handle(request, response, callback);
  }
}
