package caplab.http;

import java.util.List;
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
 */
public record Route(
    String method,
    String path,
    String operation,
    boolean takesBody,
    List<Parameter> parameters,
    String summary,
    Function<Request, Answer> handler) {

  /** Whether it asks what became of an earlier write, so that an outcome speaks of that one. */
  boolean asksAboutAWrite() {
    return path.startsWith("/op/");
  }
}
