package caplab.http;

import caplab.http.Exchange.Written;
import caplab.http.Problem.Kind;
import caplab.observe.Events;
import caplab.observe.Metrics;
import caplab.observe.RequestMetrics;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Takes every request to its route and every outcome back, problems and defects included. */
final class Dispatch {

  private static final Logger LOG = LoggerFactory.getLogger(Dispatch.class);

  private final RouteTable routes;
  private final InFlight inFlight;
  private final RequestMetrics counted;
  private final AccessLog access;
  private final Intake intake;
  private final long timeoutNanos;
  private final ClientAddress clients;

  Dispatch(
      HttpSettings settings, RouteTable routes, InFlight inFlight, Metrics metrics, Events events) {
    this.routes = routes;
    this.inFlight = inFlight;
    this.counted = new RequestMetrics(metrics, statuses());
    this.access = new AccessLog(events);
    this.intake = new Intake(settings.maxValueBytes());
    this.timeoutNanos = settings.requestTimeout().toNanos();
    this.clients = new ClientAddress(settings.trustedProxies());
  }

  void handle(Context context) {
    long start = System.nanoTime();
    Identity identity = Identity.of(context.req()::getHeader);
    MDC.put("request_id", identity.requestId());
    MDC.put("correlation_id", identity.correlationId());
    if (!identity.traceId().isEmpty()) {
      MDC.put("trace_id", identity.traceId());
    }
    try {
      route(context, identity, start);
    } catch (IOException e) {
      LOG.debug("the client went away", e);
    } finally {
      context.skipRemainingHandlers();
      MDC.clear();
    }
  }

  private void route(Context context, Identity identity, long start) throws IOException {
    switch (routes.match(context.req().getMethod(), context.req().getRequestURI())) {
      case RouteTable.Match.Found found -> found(context, identity, start, found);
      case RouteTable.Match.WrongMethod wrong ->
          refuse(
              context,
              identity,
              new Problem(Kind.METHOD_NOT_ALLOWED, "This path takes " + wrong.allow())
                  .withHeader("Allow", wrong.allow()));
      case RouteTable.Match.Unknown unknown ->
          refuse(
              context,
              identity,
              new Problem(Kind.NOT_FOUND, "No such path").with("paths", routes.listing()));
    }
  }

  private void found(Context context, Identity identity, long start, RouteTable.Match.Found found)
      throws IOException {
    String operation = found.route().operation();
    if (operation.isEmpty()) {
      answer(context, identity, start, found);
      return;
    }
    String client = clients.of(context.req());
    counted.began(client);
    Written written = new Written(Kind.DEFECT.status, 0);
    try {
      written = answer(context, identity, start, found);
    } finally {
      Duration taken = Duration.ofNanos(System.nanoTime() - start);
      counted.ended(operation, written.status(), taken, written.bytes());
      access.tell(operation, found.raw().get("key"), client, written.status(), taken);
    }
  }

  private Written answer(
      Context context, Identity identity, long start, RouteTable.Match.Found found)
      throws IOException {
    if (!inFlight.enter()) {
      return refuse(
          context,
          identity,
          new Problem(Kind.UNAVAILABLE, "Too many requests at once").retryAfterMs(1000));
    }
    try {
      Answer answer = asked(context, identity, start, found);
      return Exchange.answer(context.res(), identity, answer);
    } catch (Problem problem) {
      return refuse(context, identity, problem);
    } catch (RuntimeException | Error defect) {
      LOG.error("a defect while answering {}", found.route().path(), defect);
      return refuse(context, identity, new Problem(Kind.DEFECT, "The service erred"));
    } finally {
      inFlight.leave();
    }
  }

  private Answer asked(
      Context context, Identity identity, long start, RouteTable.Match.Found found) {
    String accept = context.req().getHeader("Accept");
    String path = found.route().path();
    boolean text = path.equals("/metrics") || path.startsWith("/ready");
    if (!Accepts.json(accept) && !(text && Accepts.text(accept))) {
      throw new Problem(Kind.NOT_ACCEPTABLE, "Answers are application/json");
    }
    Request request = intake.request(context.req(), found, identity, start + timeoutNanos);
    return found.route().handler().apply(request);
  }

  private Written refuse(Context context, Identity identity, Problem problem) throws IOException {
    if (context.res().isCommitted()) {
      return new Written(problem.kind().status, 0);
    }
    return Exchange.problem(context.res(), identity, problem, context.req().getRequestURI());
  }

  private static TreeSet<Integer> statuses() {
    TreeSet<Integer> statuses = new TreeSet<>(java.util.List.of(200, 304, 404));
    Arrays.stream(Kind.values()).forEach(kind -> statuses.add(kind.status));
    return statuses;
  }
}
