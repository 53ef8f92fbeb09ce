package caplab.http;

import caplab.observe.Metrics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** The whole table of a service: its own routes and those that both services have. */
final class SelfRoutes {

  private SelfRoutes() {}

  /**
   * @param offered whether a route is there now, which those that tell of all routes ask each time
   */
  static List<Route> with(
      Service service,
      Metrics metrics,
      BooleanSupplier accepting,
      Gate gate,
      Predicate<Route> offered) {
    List<Route> all = new ArrayList<>(service.routes());
    all.addAll(new HealthRoutes(service, accepting, gate.controlled()).routes());
    all.addAll(new BreakerRoutes(service).routes());
    all.add(new ScrapeRoute(metrics).route());
    all.add(
        route("/", "What this service is", () -> Answer.of(200, index(service, only(offered, all))))
            .answering(List.of(Described.json(200, "Itself", "Index", Schemas.index()))));
    all.add(
        route(
            "/openapi.json",
            "This table as OpenAPI 3.1",
            () -> Answer.of(200, OpenApi.document(service, only(offered, all), gate))));
    return all;
  }

  private static List<Route> only(Predicate<Route> offered, List<Route> all) {
    return all.stream().filter(offered).toList();
  }

  private static Route route(
      String path, String summary, java.util.function.Supplier<Answer> answer) {
    return new Route("GET", path, "", false, List.of(), summary, request -> answer.get())
        .taking(Access.KNOWN);
  }

  private static Map<String, Object> index(Service service, List<Route> all) {
    Map<String, Object> endpoints = new LinkedHashMap<>();
    all.forEach(route -> endpoints.put(route.method() + " " + route.path(), route.summary()));
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("service", service.name());
    body.put("mode", service.mode());
    body.put("summary", service.summary());
    body.put("endpoints", endpoints);
    return body;
  }
}
