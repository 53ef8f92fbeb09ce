package caplab.http;

import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Refuses targets that are no path ({@code OPTIONS *}, {@code CONNECT host:port}) with 400 and
 * dispatches all others itself: the servlets behind it are never reached, and cost nothing.
 */
final class OriginForm extends Handler.Wrapper {

  private final Dispatch dispatch;

  OriginForm(Dispatch dispatch) {
    this.dispatch = dispatch;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    String path = request.getHttpURI().getPath();
    boolean tunnel = HttpMethod.CONNECT.is(request.getMethod());
    if (tunnel || path == null || !path.startsWith("/")) {
      Response.writeError(request, response, callback, 400, "The target is no path");
    } else {
      dispatch.handle(request, response, callback);
    }
    return true;
  }
}
