package caplab.http;

import caplab.http.Problem.Kind;
import caplab.observe.Events;
import caplab.observe.Metrics;
import caplab.observe.RequestMetrics;
import caplab.trace.RequestSpan;
import caplab.trace.Tracing;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Takes every request to its route and every outcome back, problems and defects included. */
final class Dispatch {

  private static final Logger LOG = LoggerFactory.getLogger(Dispatch.class);

  /** A request on its way. */
  private record Arrival(
      Request wire,
      Response answer,
      Identity identity,
      String client,
      RouteTable.Match match,
      Room.Share sending,
      long startNanos) {}

  private final RouteTable routes;
  private final InFlight inFlight;
  private final RequestMetrics counted;
  private final AccessLog access;
  private final Intake intake;
  private final Room valuesIn;
  private final Room valuesOut;
  private final long timeoutNanos;
  private final ClientAddress clients;
  private final Origins origins;
  private final Gate gate;
  private final Switches switches;
  private final Tracing tracing;

  Dispatch(
      HttpSettings settings,
      RouteTable routes,
      InFlight inFlight,
      Metrics metrics,
      Events events,
      Gate gate,
      Switches switches,
      Tracing tracing) {
    this.routes = routes;
    this.inFlight = inFlight;
    this.counted = new RequestMetrics(metrics, statuses(routes.routes(), gate));
    this.access = new AccessLog(events, switches.readsPerLine());
    this.intake = new Intake(settings.maxValueBytes());
    this.valuesIn = settings.valuesIn();
    this.valuesOut = settings.valuesOut();
    this.timeoutNanos = settings.requestTimeout().toNanos();
    this.clients = new ClientAddress(settings.trustedProxies());
    this.origins = new Origins(settings.corsOrigins(), routes.routes());
    this.gate = gate;
    this.switches = switches;
    this.tracing = tracing;
  }

  /**
   * Answers a request.
   *
   * @param left hears when the answer is sent, or that it cannot be
   */
  void handle(Request wire, Response answer, Callback left) {
    long start = System.nanoTime();
    RouteTable.Match match = routes.match(wire.getMethod(), wire.getHttpURI().getPath());
    Identity identity = identity(wire, match);
    named(identity);
    if (inFlight.closing()) {
      close(answer);
    }
    boolean room = inFlight.enter();
    boolean sent = false;
    Room.Share sending = valuesOut.share();
    try {
      Arrival arrival =
          new Arrival(wire, answer, identity, clients.of(wire), match, sending, start);
      origins.mark(answer.getHeaders(), wire);
      Outgoing outgoing = room ? route(arrival) : refuse(arrival, full());
      if (Body.stillComes(wire)) {
        close(answer);
      }
      identity.span().answered(outgoing.status(), outgoing.audited());
      sent = true;
      outgoing.writeTo(answer, identity, room ? Callback.from(() -> leave(sending), left) : left);
    } finally {
      if (room && !sent) {
        leave(sending);
      }
      identity.span().end();
      MDC.clear();
    }
  }

  private void leave(Room.Share sending) {
    sending.close();
    inFlight.leave();
  }

  private static void close(Response answer) {
    answer.getHeaders().put(HttpHeader.CONNECTION, "close");
  }

  private Identity identity(Request wire, RouteTable.Match match) {
    Function<String, String> header = wire.getHeaders()::get;
    if (match instanceof RouteTable.Match.Found(Route route, var forms, var raw)
        && route.traced()
        && switches.traces().getAsBoolean()) {
      RequestSpan span =
          tracing.begin(wire.getMethod(), route.path(), wire.getHttpURI().getScheme(), header);
      return Identity.of(header, span);
    }
    return Identity.of(header);
  }

  /** Log lines of this thread carry these until the answer is written. */
  private static void named(Identity identity) {
    MDC.put("request_id", identity.requestId());
    MDC.put("correlation_id", identity.correlationId());
    if (!identity.traceId().isEmpty()) {
      MDC.put("trace_id", identity.traceId());
    }
  }

  private Outgoing route(Arrival arrival) {
    Request wire = arrival.wire();
    return switch (arrival.match()) {
      case RouteTable.Match.Found found when !switches.offers(found.route()) -> unknown(arrival);
      case RouteTable.Match.Found found when found.route().operation().isEmpty() ->
          answer(arrival, found);
      case RouteTable.Match.Found found -> counted(arrival, found);
      case RouteTable.Match.WrongMethod(String allow) ->
          origins
              .preflight(wire, allow)
              .map(Outgoing::of)
              .orElseGet(() -> astray(arrival, wrongMethod(wire.getMethod(), allow)));
      case RouteTable.Match.Unknown unknown -> unknown(arrival);
    };
  }

  private Outgoing unknown(Arrival arrival) {
    return astray(
        arrival,
        new Problem(Kind.NOT_FOUND, "No such path")
            .with("paths", routes.listing(switches::offers)));
  }

  /** What is not there is told to those only who may know what is. */
  private Outgoing astray(Arrival arrival, Problem problem) {
    try {
      gate.admit(arrival.wire(), arrival.answer(), Access.KNOWN, arrival.client(), "");
      return refuse(arrival, problem);
    } catch (Problem refused) {
      return refuse(arrival, refused);
    }
  }

  /**
   * Counted, and left to the log, before the first byte of the answer leaves: who was answered was
   * counted.
   */
  private Outgoing counted(Arrival arrival, RouteTable.Match.Found found) {
    counted.began(arrival.client());
    Outgoing outgoing = answer(arrival, found);
    Duration taken = Duration.ofNanos(System.nanoTime() - arrival.startNanos());
    String operation = found.route().operation();
    counted.ended(operation, outgoing.status(), taken, outgoing.body().length);
    access.tell(operation, found.raw().get("key"), arrival.client(), outgoing, taken);
    return outgoing;
  }

  private Outgoing answer(Arrival arrival, RouteTable.Match.Found found) {
    Route route = found.route();
    try (Room.Share receiving = valuesIn.share()) {
      Optional<String> user =
          gate.admit(
              arrival.wire(), arrival.answer(), route.access(), arrival.client(), route.path());
      origins.refuseForeign(arrival.wire());
      refuseUnlessAccepted(arrival, found.forms());
      caplab.http.Request request =
          intake.request(
              arrival.wire(),
              found,
              arrival.identity(),
              user,
              arrival.startNanos() + timeoutNanos,
              receiving);
      return HttpMethod.GET.is(arrival.wire().getMethod())
          ? shown(arrival, route, request, receiving)
          : Outgoing.of(route.handler().apply(request));
    } catch (Problem problem) {
      return refuse(arrival, problem);
    } catch (RuntimeException | Error defect) {
      LOG.error("a defect while answering {}", route.path(), defect);
      return refuse(arrival, new Problem(Kind.DEFECT, "The service erred"));
    }
  }

  /** Of what changes nothing an answer can be refused for its size, too. */
  private Outgoing shown(
      Arrival arrival, Route route, caplab.http.Request request, Room.Share receiving) {
    boolean ofValues = !route.operation().isEmpty();
    if (ofValues) {
      receiving.takeAsLately(request.deadlineNanos());
    }
    Outgoing outgoing = Outgoing.of(route.handler().apply(request));
    if (ofValues) {
      valuesIn.carried(outgoing.body().length);
    }
    return arrival.sending().tryTake(outgoing.body().length)
        ? outgoing
        : refuse(arrival, Room.refusal());
  }

  private static void refuseUnlessAccepted(Arrival arrival, List<String> forms) {
    List<String> accept = arrival.wire().getHeaders().getValuesList(HttpHeader.ACCEPT);
    if (Accepts.best(accept, forms).isEmpty()) {
      throw new Problem(Kind.NOT_ACCEPTABLE, "Answers are " + String.join(" or ", forms));
    }
  }

  private static Problem wrongMethod(String method, String allow) {
    return new Problem(Kind.METHOD_NOT_ALLOWED, "This path takes " + allow + ", not " + method)
        .withHeader("Allow", allow);
  }

  private static Problem full() {
    return new Problem(Kind.UNAVAILABLE, "Too many requests at once").retryAfterMs(1000);
  }

  private Outgoing refuse(Arrival arrival, Problem problem) {
    if (arrival.match() instanceof RouteTable.Match.Found found
        && found.route().asksAboutAWrite()) {
      problem.aboutAnotherWrite();
    }
    return Outgoing.of(problem, arrival.wire().getHttpURI().getPath(), arrival.identity());
  }

  /** What each operation may answer. */
  private static Map<String, SortedSet<Integer>> statuses(List<Route> routes, Gate gate) {
    Map<String, SortedSet<Integer>> all = new TreeMap<>();
    for (Route route : routes) {
      if (!route.operation().isEmpty()) {
        SortedSet<Integer> some = all.computeIfAbsent(route.operation(), none -> new TreeSet<>());
        route.answers().forEach(answer -> some.add(answer.status()));
        gate.refusals(route).forEach(kind -> some.add(kind.status));
      }
    }
    return all;
  }
}
