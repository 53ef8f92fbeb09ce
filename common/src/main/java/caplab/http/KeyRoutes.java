package caplab.http;

import caplab.http.Problem.Kind;
import java.util.List;
import java.util.Optional;

/** The routes by which keys are written, deleted and read, alike in both services. */
public final class KeyRoutes {

  /** What a service does with a request for a key. */
  public interface Handler {

    /** Writes, or deletes if there is no value. */
    Answer change(String operation, Request request, Optional<String> value);

    Answer read(Request request);

    /** What it may answer to {@code write}, {@code delete} or {@code read}, refusals apart. */
    List<Described> answers(String operation);

    /** What it may refuse beside the refusals of every route. */
    Kind[] refusals(String operation);
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
        describe(handler, write("POST", "/write/{key}/{value}", false, how, writes, handler)),
        describe(handler, write("POST", "/write/{key}", true, how, writes, handler)),
        describe(handler, write("PUT", "/write/{key}", true, how, writes, handler)),
        describe(
            handler,
            new Route(
                "DELETE",
                "/write/{key}",
                "delete",
                false,
                writes,
                "Deletes " + how,
                request -> handler.change("delete", request, Optional.empty()))),
        describe(
            handler,
            new Route("GET", "/read/{key}", "read", false, reads, "Reads " + how, handler::read)));
  }

  private static Route describe(Handler handler, Route route) {
    return route.answering(handler.answers(route.operation()), handler.refusals(route.operation()));
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
