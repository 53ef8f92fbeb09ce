package caplab.http;

import caplab.access.Role;
import caplab.http.Problem.Kind;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * One row of a service's table of routes: all that the server, the OpenAPI document, {@code GET /}
 * and the metrics need to know.
 *
 * @param method {@code GET}, {@code POST}, {@code PUT} or {@code DELETE}
 * @param path with {@code {key}}, {@code {value}}, {@code {node}}, {@code {id}} as parameters
 * @param operation {@code read}, {@code write} or {@code delete} if counted as a request, else
 *     empty
 * @param takesBody whether the body is the value
 * @param parameters what it understands beside path and body
 * @param summary one sentence
 * @param answers what it may answer, refusals apart
 * @param more refusals of its own, beside those of every route
 * @param access whose requests it takes
 */
public record Route(
    String method,
    String path,
    String operation,
    boolean takesBody,
    List<Parameter> parameters,
    String summary,
    List<Described> answers,
    List<Kind> more,
    Access access,
    Function<Request, Answer> handler) {

  /** One that describes no answer yet, for those who may do what it counts as. */
  public Route(
      String method,
      String path,
      String operation,
      boolean takesBody,
      List<Parameter> parameters,
      String summary,
      Function<Request, Answer> handler) {
    this(
        method,
        path,
        operation,
        takesBody,
        parameters,
        summary,
        List.of(Described.json(200, summary, "", Schema.open())),
        List.of(),
        Access.of(operation),
        handler);
  }

  /**
   * The same with all that it may answer.
   *
   * @param answers 200 and what else is no refusal
   * @param more refusals of its own
   */
  public Route answering(List<Described> answers, Kind... more) {
    return new Route(
        method,
        path,
        operation,
        takesBody,
        parameters,
        summary,
        answers,
        List.of(more),
        access,
        handler);
  }

  /** The same for holders of these roles. */
  public Route takenFrom(Role first, Role... others) {
    return taking(Access.of(first, others));
  }

  Route taking(Access access) {
    return new Route(
        method, path, operation, takesBody, parameters, summary, answers, more, access, handler);
  }

  /** All refusals that may come, those of every route included. */
  List<Kind> refusals() {
    Set<Kind> all = EnumSet.of(Kind.BAD_REQUEST, Kind.NOT_ACCEPTABLE, Kind.UNAVAILABLE);
    all.addAll(EnumSet.of(Kind.URI_TOO_LONG, Kind.HEADERS_TOO_LARGE, Kind.DEFECT));
    all.addAll(EnumSet.of(Kind.NOT_IMPLEMENTED, Kind.VERSION));
    if (!method.equals("GET")) {
      all.add(Kind.FOREIGN_PAGE);
    }
    if (takesBody || path.contains("{value}")) {
      all.addAll(EnumSet.of(Kind.TOO_LARGE, Kind.TOO_SLOW));
    }
    if (takesBody) {
      all.add(Kind.UNSUPPORTED);
    }
    all.addAll(more);
    return List.copyOf(all);
  }

  /** The media types of its answers, in the order of our own liking. */
  List<String> forms() {
    return answers.stream()
        .map(Described::media)
        .filter(media -> !media.isEmpty())
        .distinct()
        .toList();
  }

  /** Whether it is work for a client; spans of probes and scrapes would only hide these. */
  boolean traced() {
    return !operation.isEmpty() || asksAboutAWrite();
  }

  /** Whether it asks what became of an earlier write, so that an outcome speaks of that one. */
  boolean asksAboutAWrite() {
    return path.startsWith("/op/");
  }
}
