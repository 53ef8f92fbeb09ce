package caplab.http;

import java.util.List;
import java.util.Optional;

/** The routes by which keys are written, deleted and read, alike in both services. */
public final class KeyRoutes {

  /** What a service does with a request for a key. */
  public interface Handler {

    /** Writes, or deletes if there is no value. */
    Answer change(String operation, Request request, Optional<String> value);

    Answer read(Request request);
  }

  private KeyRoutes() {}

  /**
   * The table.
   *
   * @param how the service works, for people: a word or a few
   * @param writes parameters and headers that a change understands
   * @param reads the same of a read
   */
  public static List<Route> of(
      String how, List<Parameter> writes, List<Parameter> reads, Handler handler) {
    return List.of(
        write("POST", "/write/{key}/{value}", false, how, writes, handler),
        write("POST", "/write/{key}", true, how, writes, handler),
        write("PUT", "/write/{key}", true, how, writes, handler),
        new Route(
            "DELETE",
            "/write/{key}",
            "delete",
            false,
            writes,
            "Deletes " + how,
            request -> handler.change("delete", request, Optional.empty())),
        new Route("GET", "/read/{key}", "read", false, reads, "Reads " + how, handler::read));
  }

  private static Route write(
      String method,
      String path,
      boolean body,
      String how,
      List<Parameter> takes,
      Handler handler) {
    return new Route(
        method,
        path,
        "write",
        body,
        takes,
        "Writes " + how,
        request -> handler.change("write", request, request.value().or(() -> Optional.of(""))));
  }
}
