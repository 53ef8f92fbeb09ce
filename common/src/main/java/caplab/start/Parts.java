package caplab.start;

import caplab.access.RateStore;
import caplab.audit.AuditChain;
import caplab.audit.AuditLog;
import caplab.config.CommonConfig;
import caplab.config.Configuration;
import caplab.config.Features;
import caplab.config.Settings;
import caplab.http.Gate;
import caplab.http.HealthView;
import caplab.http.HttpServer;
import caplab.http.HttpSettings;
import caplab.http.Service;
import caplab.http.Shutdown;
import caplab.http.Switches;
import caplab.node.ConnectFault;
import caplab.node.Node;
import caplab.node.NodeAddress;
import caplab.node.NodeSettings;
import caplab.node.Nodes;
import caplab.observe.Event;
import caplab.observe.Events;
import caplab.observe.Logging;
import caplab.observe.Metrics;
import caplab.observe.NodeMetrics;
import caplab.observe.NodeWatch;
import caplab.protocol.LiveLoop;
import caplab.seal.Pseudonym;
import caplab.tls.TlsFiles;
import caplab.tls.WatchedTls;
import caplab.trace.Tracing;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.micrometer.core.instrument.Counter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGeneratorFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An instance of either service as far as both are alike: configuration read, logging started,
 * metrics named, nodes opened.
 */
public record Parts(
    Configuration settings,
    Features features,
    CommonConfig config,
    Tracing tracing,
    Metrics metrics,
    Events events,
    Nodes nodes,
    Optional<WatchedTls> nodeTls) {

  /** Exit status when the port cannot be had ({@code EX_UNAVAILABLE}). */
  private static final int EXIT_UNAVAILABLE = 69;

  private static final Logger LOG = LoggerFactory.getLogger(Parts.class);

  private static final int SEED_BYTES = 48;

  private static final Duration LOOK = Duration.ofMillis(10);

  /**
   * Reads the environment and opens the nodes; exits with 78 and all faults listed if the
   * configuration is faulty, or if nodes are such that they must not be used (B-7).
   *
   * @param mode {@code cp} or {@code ap}
   * @param defaultPort used unless {@code PORT} is given
   */
  public static Parts make(String mode, int defaultPort) {
    Configuration settings = Configuration.loadOrExit();
    CommonConfig config = CommonConfig.of(settings, defaultPort);
    Logging.start(
        mode, config.log().level().name(), config.log().format() == Settings.LogFormat.JSON);
    Tracing tracing = traced(mode);
    Metrics metrics = new Metrics(mode, tracing.exemplars());
    metrics.counted(
        "log_lines_dropped",
        "Lines that stdout did not take in time; 0 in health",
        Logging::dropped);
    Events events = events(config, metrics);
    events.info(
        Event.CONFIG, "effective configuration", "settings", new TreeMap<>(settings.effective()));
    if (config.secrets().unsafe()) {
      events.warn(Event.CONFIG, "SECRET_KEY is the one that everybody knows: for development only");
    }
    if (tracing != Tracing.OFF) {
      events.info(Event.CONFIG, "requests leave spans, as the variables OTEL_* say");
    }
    Features features = watchFeatures(settings, events);
    List<NodeAddress> addresses = config.nodes();
    NodeMetrics nodeMetrics =
        new NodeMetrics(
            metrics,
            addresses.stream().map(NodeAddress::name).toList(),
            Arrays.stream(ConnectFault.values()).map(ConnectFault::label).toList());
    Optional<WatchedTls> nodeTls = watched(config.nodeTls(), events);
    Nodes nodes =
        Nodes.open(addresses, nodeSettings(config, nodeTls), new NodeWatch(nodeMetrics, events));
    nodes.byName().values().forEach(nodeMetrics::watch);
    TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(nodes.circuits())
        .bindTo(metrics.registry());
    List<String> faults = faults(nodes.byName().values(), config.requestTimeout());
    if (!faults.isEmpty()) {
      System.err.println("The nodes cannot be used:\n  - " + String.join("\n  - ", faults));
      exit(Configuration.EXIT_STATUS, events);
    }
    return new Parts(settings, features, config, tracing, metrics, events, nodes, nodeTls);
  }

  /** With all that was told before it. */
  private static void exit(int status, Events events) {
    events.close();
    exit(status);
  }

  private static void exit(int status) {
    Logging.stop();
    System.exit(status);
  }

  /** Exits with 78 if the variables cannot be used. */
  private static Tracing traced(String mode) {
    try {
      return Tracing.of("app-" + mode, System.getenv());
    } catch (IllegalArgumentException e) {
      System.err.println("OTEL_* cannot be used: " + e.getMessage());
      exit(Configuration.EXIT_STATUS);
      throw e;
    }
  }

  private static Optional<WatchedTls> watched(TlsFiles files, Events events) {
    return files.given() ? Optional.of(WatchedTls.of(files, events)) : Optional.empty();
  }

  private static NodeSettings nodeSettings(CommonConfig config, Optional<WatchedTls> nodeTls) {
    return nodeTls
        .map(tls -> config.nodeSettings().encryptedBy(tls.context().getSocketFactory()))
        .orElse(config.nodeSettings());
  }

  /**
   * Exits with 78 if there is to be an audit and its file cannot be gone on with. What listens is
   * told once the events are there.
   */
  private static Events events(CommonConfig config, Metrics metrics) {
    Pseudonym pseudonym = new Pseudonym(config.secrets().key(), config.log().plainKeys());
    Events logged = new Events(pseudonym);
    Counter dropped =
        metrics.counter(
            "audit_lines_dropped",
            "Lines of AUDIT_FILE that the disk did not take in time; 0 in health");
    try {
      return config
          .audit()
          .map(audit -> AuditLog.open(audit.file(), audit.key(), told(logged, dropped)))
          .map(log -> new Events(pseudonym, Optional.of(log)))
          .orElse(logged);
    } catch (IllegalArgumentException e) {
      System.err.println(
          "AUDIT_FILE " + config.audit().orElseThrow().file() + " " + e.getMessage());
      exit(Configuration.EXIT_STATUS);
      throw e;
    }
  }

  private static AuditLog.Listener told(Events events, Counter dropped) {
    return new AuditLog.Listener() {
      @Override
      public void dropped() {
        dropped.increment();
      }

      @Override
      public void head(AuditChain.Head head) {
        events.info(Event.AUDIT_HEAD, "so far goes the audit", "head", head.toString());
      }
    };
  }

  /** Flags found at start are told of like those that change later. */
  public static Features watchFeatures(Configuration settings, Events events) {
    return Features.watch(
        settings,
        Path.of(""),
        new Features.Listener() {
          @Override
          public void changed(Map<String, String> flags) {
            events.audit(!"false".equalsIgnoreCase(flags.get("AUDIT_LOG")));
            events.info(Event.CONFIG, "feature flags in effect", "flags", flags);
          }

          @Override
          public void faulty(List<String> faults) {
            events.warn(Event.CONFIG, "feature flags left as they were", "faults", faults);
          }
        });
  }

  /** The event loop of an instance; faults in what runs on it are logged and counted. */
  public LiveLoop loop() {
    Counter faults =
        metrics.counter("event_loop_faults", "Faults in the service's own code; 0 in health");
    byte[] seed = new byte[SEED_BYTES];
    new SecureRandom().nextBytes(seed);
    return new LiveLoop(
        RandomGeneratorFactory.of("L128X256MixRandom").create(seed),
        fault -> {
          faults.increment();
          LOG.error("a defect in what runs on the event loop, which goes on", fault);
        });
  }

  /**
   * Serves until SIGTERM, then closes in order; the nodes last. Listens once every promise can be
   * kept (B-3), so that a gateway keeps its requests until this instance is of use; if that cannot
   * be had, it listens after {@code REQUEST_TIMEOUT_SEC} and does what it can.
   *
   * @param closers what must end before the nodes are closed
   */
  public HttpServer serve(Service service, List<AutoCloseable> closers) {
    awaitPromises(service.health(), config.requestTimeout());
    metrics.scrape(); // the first one takes longest, and would take it from the first requests
    try {
      Switches switches = Switches.of(features);
      Counter missed =
          metrics.counter(
              "rate_limit_local",
              "Counts that RATE_LIMIT_STORE=redis did not take in time, so that this instance counted"
                  + " alone");
      Optional<RateStore> store = config.rateNodes().map(it -> rateStore(it, service.mode()));
      Gate gate = Gate.of(config.access(), events, switches, store, missed::increment);
      Optional<WatchedTls> tls = watched(config.tls(), events);
      HttpServer server =
          HttpServer.start(
              HttpSettings.of(config), service, metrics, events, gate, tls, switches, tracing);
      List<AutoCloseable> all = new ArrayList<>(closers);
      all.add(gate);
      store.ifPresent(all::add);
      tls.ifPresent(all::add);
      nodeTls.ifPresent(all::add);
      all.add(tracing);
      all.add(features);
      all.add(nodes);
      all.add(events);
      Duration notice = Duration.ofMillis(settings.get(Settings.SHUTDOWN_NOTICE_MS));
      Shutdown.onSignal(server, notice, events, all);
      events.info(Event.CONFIG, "listening", "host", config.host(), "port", server.port());
      return server;
    } catch (RuntimeException e) {
      System.err.println(
          "port "
              + config.port()
              + " on "
              + config.host()
              + " cannot be had ("
              + e.getMessage()
              + "): free it, or set PORT");
      exit(EXIT_UNAVAILABLE, events);
      throw e;
    }
  }

  private RateStore rateStore(List<NodeAddress> addresses, String mode) {
    Pseudonym names = new Pseudonym(config.secrets().key(), false);
    return RateStore.open(
        addresses, nodeTls.map(tls -> tls.context().getSocketFactory()), mode, names, events);
  }

  /**
   * Waits until every node was tried, {@code most} at the longest, and tells of each that only a
   * person can mend.
   */
  static List<String> faults(Collection<Node> nodes, Duration most) {
    await(
        () ->
            nodes.stream()
                .map(Node::status)
                .allMatch(it -> it.connected() || it.trouble().isPresent()),
        most);
    List<String> faults = new ArrayList<>();
    for (Node node : nodes) {
      node.status()
          .trouble()
          .filter(trouble -> trouble.fault().misconfigured())
          .ifPresent(trouble -> faults.add(node.name() + ": " + trouble.words()));
    }
    return faults;
  }

  /** Returns when every promise can be kept, or when {@code most} has passed. */
  static void awaitPromises(HealthView health, Duration most) {
    await(() -> !health.promises().containsValue(false), most);
  }

  private static void await(BooleanSupplier reached, Duration most) {
    long end = System.nanoTime() + most.toNanos();
    while (!reached.getAsBoolean() && System.nanoTime() < end) {
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }
}
