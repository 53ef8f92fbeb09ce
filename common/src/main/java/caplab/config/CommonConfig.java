package caplab.config;

import caplab.access.AccessSettings;
import caplab.access.Rate;
import caplab.access.Rate.Unit;
import caplab.config.Settings.LogFormat;
import caplab.config.Settings.LogLevel;
import caplab.config.Settings.Profile;
import caplab.config.Settings.RateCount;
import caplab.node.NodeAddress;
import caplab.node.NodeSettings;
import caplab.node.NodeSettings.BreakerSettings;
import caplab.tls.TlsFiles;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The settings that both services share, as values.
 *
 * @param tls towards clients
 * @param nodeTls towards nodes
 * @param rateNodes where all instances count what clients ask; empty where each counts for itself
 */
public record CommonConfig(
    String host,
    int port,
    List<NodeAddress> nodes,
    String homeNode,
    NodeSettings nodeSettings,
    Duration requestTimeout,
    int maxValueBytes,
    long maxStalenessMs,
    Secrets secrets,
    Profile profile,
    List<AddressRange> trustedProxies,
    List<String> corsOrigins,
    AccessSettings access,
    TlsFiles tls,
    TlsFiles nodeTls,
    Log log,
    Optional<Audit> audit,
    Optional<List<NodeAddress>> rateNodes) {

  /** Named as what it is; refused in profile prod. */
  public static final String DEV_SECRET = "unsafe-development-secret-key-never-use-in-production";

  /** What one client may ask in profile prod unless it is said. */
  static final List<Rate> PROD_RATES =
      List.of(new Rate(1000, Unit.HOUR), new Rate(100, Unit.MINUTE));

  /** Keys that sign; never printed. */
  public record Secrets(String key, Optional<String> previous) {

    /** Whether this is the key that everybody knows. */
    public boolean unsafe() {
      return key.equals(DEV_SECRET);
    }

    @Override
    public String toString() {
      return "Secrets[***]";
    }
  }

  /** What is logged and how. */
  public record Log(LogLevel level, LogFormat format, boolean plainKeys) {}

  /** Where the audit is chained, and by which key; that is never printed. */
  public record Audit(Path file, String key) {

    @Override
    public String toString() {
      return "Audit[" + file + "]";
    }
  }

  /**
   * @param defaultPort of the service that asks
   */
  public static CommonConfig of(Configuration all, int defaultPort) {
    List<NodeAddress> nodes = all.get(Settings.REDIS_NODES);
    return new CommonConfig(
        all.find(Settings.HOST).orElseGet(CommonConfig::defaultHost),
        all.find(Settings.PORT).orElse(defaultPort),
        nodes,
        all.find(Settings.HOME_NODE).orElse(nodes.getFirst().name()),
        nodeSettings(all),
        all.get(Settings.REQUEST_TIMEOUT_SEC),
        all.get(Settings.MAX_VALUE_BYTES),
        all.get(Settings.MAX_STALENESS_MS),
        new Secrets(
            all.find(Settings.SECRET_KEY).orElse(DEV_SECRET),
            all.find(Settings.SECRET_KEY_PREVIOUS)),
        all.get(Settings.PROFILE),
        all.find(Settings.TRUSTED_PROXIES).orElse(List.of()),
        all.find(Settings.CORS_ORIGINS).orElse(List.of()),
        access(all),
        tls(all),
        nodeTls(all),
        new Log(
            all.get(Settings.LOG_LEVEL),
            all.get(Settings.LOG_FORMAT),
            all.get(Settings.LOG_PLAIN_KEYS)),
        all.find(Settings.AUDIT_FILE)
            .map(file -> new Audit(ownFile(file), all.get(Settings.AUDIT_KEY))),
        rateNodes(all, nodes));
  }

  /** In a folder that instances share: a file of the host's name, which containers do not share. */
  private static Path ownFile(Path given) {
    return Files.isDirectory(given) ? given.resolve(hostName() + ".log") : given;
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException nameless) {
      return "localhost";
    }
  }

  private static Optional<List<NodeAddress>> rateNodes(Configuration all, List<NodeAddress> nodes) {
    boolean together =
        all.get(Settings.RATE_LIMIT_STORE) == RateCount.REDIS && !rates(all).isEmpty();
    return together
        ? Optional.of(all.find(Settings.RATE_LIMIT_NODES).orElse(nodes))
        : Optional.empty();
  }

  private static List<Rate> rates(Configuration all) {
    boolean prod = all.get(Settings.PROFILE) == Profile.PROD;
    return all.find(Settings.RATE_LIMIT).orElse(prod ? PROD_RATES : List.of());
  }

  private static NodeSettings nodeSettings(Configuration all) {
    Duration call = all.get(Settings.NETWORK_TIMEOUT_SEC);
    BreakerSettings breaker =
        new BreakerSettings(
            all.get(Settings.CIRCUIT_FAILURE_RATE),
            all.find(Settings.CIRCUIT_SLOW_CALL_MS)
                .map(Duration::ofMillis)
                .orElse(call.dividedBy(2)),
            all.get(Settings.CIRCUIT_WINDOW),
            all.get(Settings.CIRCUIT_MINIMUM_CALLS),
            Duration.ofMillis(all.get(Settings.CIRCUIT_OPEN_MS)),
            all.get(Settings.CIRCUIT_HALF_OPEN_CALLS));
    boolean strict = all.get(Settings.PROFILE) == Profile.PROD;
    return new NodeSettings(call, NodeSettings.QUEUE_LIMIT, breaker, strict, Optional.empty());
  }

  /** What the services show to their clients, and ask of them. */
  static TlsFiles tls(Configuration all) {
    return new TlsFiles(
        all.find(Settings.TLS_CERT_FILE),
        all.find(Settings.TLS_KEY_FILE),
        all.find(Settings.TLS_CLIENT_CA_FILE));
  }

  /** What the services show to nodes, and ask of them. */
  static TlsFiles nodeTls(Configuration all) {
    return new TlsFiles(
        all.find(Settings.REDIS_CERT_FILE),
        all.find(Settings.REDIS_KEY_FILE),
        all.find(Settings.REDIS_CA_FILE));
  }

  private static AccessSettings access(Configuration all) {
    Optional<AccessSettings.Jwt> jwt =
        all.find(Settings.JWT_ISSUER)
            .map(issuer ->
                new AccessSettings.Jwt(
                    all.find(Settings.JWT_KEY),
                    all.find(Settings.JWT_JWKS_FILE),
                    issuer,
                    all.get(Settings.JWT_AUDIENCE)));
    return new AccessSettings(
        all.find(Settings.API_TOKENS), all.find(Settings.API_TOKENS_FILE), jwt, rates(all));
  }

  private static String defaultHost() {
    boolean container =
        Files.exists(Path.of("/.dockerenv"))
            || Files.exists(Path.of("/run/.containerenv"))
            || System.getenv("KUBERNETES_SERVICE_HOST") != null;
    return container ? "0.0.0.0" : "127.0.0.1";
  }
}
