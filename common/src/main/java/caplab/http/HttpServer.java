package caplab.http;

import caplab.access.AccessSettings;
import caplab.observe.Events;
import caplab.observe.Metrics;
import caplab.tls.WatchedTls;
import caplab.trace.Tracing;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.server.ServerConnector;

/** A service on the wire: its own routes and the standard ones, with the manners of both. */
public final class HttpServer implements AutoCloseable {

  private final Javalin javalin;
  private final InFlight inFlight;

  private HttpServer(Javalin javalin, InFlight inFlight) {
    this.javalin = javalin;
    this.inFlight = inFlight;
  }

  /** Starts to serve everybody, as much as they ask. */
  public static HttpServer start(
      HttpSettings settings, Service service, Metrics metrics, Events events) {
    return start(settings, service, metrics, events, Gate.of(AccessSettings.OPEN, events));
  }

  /** Starts to serve over plain HTTP. */
  public static HttpServer start(
      HttpSettings settings, Service service, Metrics metrics, Events events, Gate gate) {
    return start(
        settings, service, metrics, events, gate, Optional.empty(), Switches.ON, Tracing.OFF);
  }

  /**
   * Starts to serve at {@code /...} and {@code /v1/...}.
   *
   * @param gate closed by whoever opened it
   * @param tls how connections are encrypted, closed by whoever opened it; plain HTTP, if empty
   * @param switches of the routes, of what is told of reads, and of spans
   * @param tracing makes the spans, closed by whoever opened it
   * @throws io.javalin.util.JavalinException if the port cannot be had
   */
  public static HttpServer start(
      HttpSettings settings,
      Service service,
      Metrics metrics,
      Events events,
      Gate gate,
      Optional<WatchedTls> tls,
      Switches switches,
      Tracing tracing) {
    InFlight inFlight = new InFlight(settings.maxInFlight());
    List<Route> routes =
        SelfRoutes.with(service, metrics, () -> !inFlight.closing(), gate, switches::offers);
    Dispatch dispatch =
        new Dispatch(
            settings, new RouteTable(routes), inFlight, metrics, events, gate, switches, tracing);
    Javalin javalin =
        Javalin.create(config -> {
          config.startup.showJavalinBanner = false;
          config.startup.showOldJavalinVersionWarning = false;
          config.http.compressionStrategy = CompressionStrategy.NONE;
          Jetty.configure(config, settings, tls, dispatch);
        });
    javalin.start();
    return new HttpServer(javalin, inFlight);
  }

  /** The port that clients connect to. */
  public int port() {
    return javalin.port();
  }

  /**
   * Says on {@code /live} and {@code /ready} that it goes, and with every answer that the
   * connection ends; still serves.
   */
  public void giveNotice() {
    inFlight.close();
  }

  /**
   * Tells that it is not ready, stops accepting connections, waits for what is in flight, then
   * stops.
   *
   * @return how many requests were still in flight after {@code patience}
   */
  public int stop(Duration patience) {
    inFlight.close();
    for (var connector : javalin.jettyServer().server().getConnectors()) {
      ((ServerConnector) connector).close(); // the listening socket only
    }
    int left = inFlight.drain(patience);
    javalin.stop();
    return left;
  }

  @Override
  public void close() {
    stop(Duration.ZERO);
  }
}
