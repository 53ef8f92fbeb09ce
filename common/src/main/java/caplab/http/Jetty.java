package caplab.http;

import caplab.tls.WatchedTls;
import io.javalin.config.JavalinConfig;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.LowResourceMonitor;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/**
 * How the server under Javalin is set up: virtual threads, one acceptor and one selector (measured
 * fastest on few cores), nothing that costs and is not used, a limit on everything.
 */
final class Jetty {

  /** A connection without a request in progress is closed after this time. */
  static final Duration IDLE = Duration.ofSeconds(60);

  static final int HEADER_BYTES_MAX = 16_384;
  private static final int RESPONSE_BUFFER_BYTES = 1024;
  private static final int ACCEPT_QUEUE = 4096;

  private Jetty() {}

  /**
   * @param tls how connections are encrypted; plain HTTP, if empty
   * @param dispatch takes every request
   */
  static void configure(
      JavalinConfig config, HttpSettings settings, Optional<WatchedTls> tls, Dispatch dispatch) {
    VirtualThreadPool threads = new VirtualThreadPool();
    threads.setTracking(false);
    threads.setMaxConcurrentTasks(0); // requests in flight are limited where they can be refused
    threads.setName("http");
    config.jetty.threadPool = threads;
    config.jetty.modifyServer(server -> server(server, dispatch));
    config.jetty.modifyHttpConfiguration(Jetty::http);
    config.jetty.addConnector((server, http) -> connector(server, http, settings, tls));
  }

  private static void server(Server server, Dispatch dispatch) {
    server.setHandler((Handler) new OriginForm(dispatch));
    server.removeBean(server.getBean(LowResourceMonitor.class));
    server.setErrorHandler(new JettyErrors());
  }

  private static void http(HttpConfiguration http) {
    http.setUriCompliance(UriCompliance.UNSAFE); // what a key may be is decided by PathText
    // Not even a bare LF ends a line, which is one for some readers and none for others. Where a
    // target names its authority, Host is ignored (RFC 9112, 3.2.2).
    http.setHttpCompliance(
        HttpCompliance.STRICT.with("TARGET_WINS", HttpCompliance.Violation.MISMATCHED_AUTHORITY));
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(HEADER_BYTES_MAX);
    http.setResponseHeaderSize(HEADER_BYTES_MAX);
    http.setOutputBufferSize(RESPONSE_BUFFER_BYTES);
    // A cache of a client's header lines takes 60 KB of each connection, and saves nothing
    // measurable.
    http.setHeaderCacheSize(0);
  }

  private static ServerConnector connector(
      Server server, HttpConfiguration http, HttpSettings settings, Optional<WatchedTls> tls) {
    SerialConnections plain = new SerialConnections(http, settings.requestTimeout());
    ConnectionFactory[] layers =
        tls.map(it -> new ConnectionFactory[] {encrypted(it, http), plain})
            .orElseGet(() -> new ConnectionFactory[] {plain});
    ServerConnector connector = new ServerConnector(server, 1, 1, layers);
    connector.setHost(settings.host());
    connector.setPort(settings.port());
    connector.setIdleTimeout(IDLE.toMillis());
    connector.addBean(new ConnectionLimit(settings.maxConnections()));
    connector.setAcceptQueueSize(ACCEPT_QUEUE);
    return connector;
  }

  private static SslConnectionFactory encrypted(WatchedTls tls, HttpConfiguration http) {
    // One service answers here, by whatever name a caller knows it.
    http.addCustomizer(new SecureRequestCustomizer(false));
    SslContextFactory.Server server = new SslContextFactory.Server();
    server.setSslContext(tls.context());
    server.setIncludeProtocols("TLSv1.3", "TLSv1.2");
    server.setNeedClientAuth(tls.asksWhoComes());
    return new SslConnectionFactory(server, HttpVersion.HTTP_1_1.asString());
  }
}
