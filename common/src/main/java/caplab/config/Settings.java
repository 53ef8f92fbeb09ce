package caplab.config;

import caplab.access.ApiTokens;
import caplab.access.JwtKeys;
import caplab.access.Rate;
import caplab.node.NodeAddress;
import caplab.tls.Pem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The table of all settings of both services, as {@code docs/configuration.md} shows it. */
public final class Settings {

  /** What a plain read does when its bound exceeds the limit. */
  public enum StalenessPolicy {
    REPORT,
    REFUSE,
    FALLTHROUGH,
    THROTTLE
  }

  /** Whether unsafe defaults are accepted. */
  public enum Profile {
    DEV,
    PROD
  }

  /** Who counts what clients ask. */
  public enum RateCount {
    LOCAL,
    REDIS
  }

  /** How log lines look. */
  public enum LogFormat {
    JSON,
    TEXT
  }

  /** What is logged; {@code WARNING} is another word for {@code WARN}. */
  public enum LogLevel {
    DEBUG,
    INFO,
    WARN,
    WARNING,
    ERROR
  }

  static final String SECRET_NAME = "SECRET_KEY";

  public static final Setting<Integer> PORT =
      Setting.open(
          "PORT",
          "",
          "5001 cp, 5002 ap",
          "where clients connect; 0 takes a free one",
          Readers.integer(0, 65535));
  public static final Setting<String> HOST =
      Setting.open(
          "HOST",
          "",
          "0.0.0.0 in containers, 127.0.0.1 otherwise",
          "the address listened on",
          text -> text);
  public static final Setting<List<NodeAddress>> REDIS_NODES =
      Setting.of(
              "REDIS_NODES",
              "",
              "db_g1=127.0.0.1:7001,db_g2=127.0.0.1:7002,db_g3=127.0.0.1:7003",
              "the nodes, 1 to 7; rediss:// and credentials allowed",
              Readers.nodes())
          .maskedBy(Readers::withoutPasswords);
  public static final Setting<String> HOME_NODE =
      Setting.open("HOME_NODE", "", "the first", "the node this instance prefers", text -> text);
  public static final Setting<Duration> NETWORK_TIMEOUT_SEC =
      Setting.of(
          "NETWORK_TIMEOUT_SEC",
          "s",
          "1.0",
          "the most one call of a node may take",
          Readers.seconds("0.01", "60"));
  public static final Setting<Duration> REQUEST_TIMEOUT_SEC =
      Setting.of(
          "REQUEST_TIMEOUT_SEC",
          "s",
          "3.0",
          "the deadline of a whole request; nothing hangs past it",
          Readers.seconds("0.05", "300"));
  public static final Setting<Integer> AP_LOG_CAP =
      Setting.of(
          "AP_LOG_CAP",
          "entries",
          "100000",
          "length of a node's log; past it a target is resynced",
          Readers.integer(10, 100_000_000));
  public static final Setting<Long> AP_LOG_CAP_BYTES =
      Setting.of(
          "AP_LOG_CAP_BYTES",
          "bytes",
          "67108864",
          "size of a node's log; past it a target is resynced",
          Readers.whole(65_536, 1L << 40));
  public static final Setting<Integer> AP_SIBLINGS_MAX =
      Setting.of(
          "AP_SIBLINGS_MAX",
          "siblings",
          "100",
          "siblings of a key past which a client's write is refused",
          Readers.integer(1, 1_000));
  public static final Setting<Long> AP_SIBLINGS_MAX_BYTES =
      Setting.of(
          "AP_SIBLINGS_MAX_BYTES",
          "bytes",
          "4194304",
          "bytes of a key's siblings past which a client's write is refused",
          Readers.whole(1_024, 64L << 20));
  public static final Setting<List<AddressRange>> TRUSTED_PROXIES =
      Setting.open(
          "TRUSTED_PROXIES",
          "",
          "none",
          "addresses and ranges (10.0.0.0/8) whose X-Forwarded-For or Forwarded counts for limits"
              + " and audit",
          Readers.ranges());
  public static final Setting<List<String>> CORS_ORIGINS =
      Setting.open(
          "CORS_ORIGINS",
          "",
          "none",
          "origins (https://app.example) whose pages may call from a browser; others' writes are"
              + " 403",
          Readers.origins());
  public static final Setting<Long> MAX_STALENESS_MS =
      Setting.of(
          "MAX_STALENESS_MS",
          "ms",
          "5000",
          "the bound past which a read is called stale",
          Readers.whole(1, 86_400_000));
  public static final Setting<StalenessPolicy> STALENESS_POLICY =
      Setting.of(
          "STALENESS_POLICY",
          "",
          "report",
          "what app-ap does with a plain read past that bound: report, refuse, fallthrough,"
              + " throttle",
          Readers.oneOf(StalenessPolicy.class));
  public static final Setting<String> SECRET_KEY =
      Setting.open(
              SECRET_NAME,
              "",
              "an unsafe value in dev; required in prod",
              "signs sessions and keys the hashes, 32 bytes or more; the same for all instances",
              Readers.secret(32))
          .maskedBy(text -> "***");
  public static final Setting<String> SECRET_KEY_PREVIOUS =
      Setting.open(
              "SECRET_KEY_PREVIOUS",
              "",
              "none",
              "accepted, not used, while the key is rotated",
              Readers.secret(32))
          .maskedBy(text -> "***");
  public static final Setting<Profile> PROFILE =
      Setting.of(
          "PROFILE", "", "dev", "prod refuses unsafe defaults", Readers.oneOf(Profile.class));
  public static final Setting<String> API_TOKENS =
      Setting.open(
              "API_TOKENS",
              "",
              "none in dev; required in prod (or a JWT)",
              "hashed tokens with their roles as ./cap token create writes them, with commas or"
                  + " newlines between; given, every request but the probes' needs one",
              Readers.valid(text -> text.replace(',', '\n'), ApiTokens::parse))
          .maskedBy(text -> "***");
  public static final Setting<Path> API_TOKENS_FILE =
      Setting.open(
          "API_TOKENS_FILE",
          "",
          "none",
          "the same in a file, a token a line, read again every second",
          Readers.file(ApiTokens::parse));
  public static final Setting<String> JWT_KEY =
      Setting.open(
              "JWT_KEY",
              "",
              "none",
              "verifies JWTs by HS256, 32 bytes or more, not SECRET_KEY",
              Readers.secret(32))
          .maskedBy(text -> "***");
  public static final Setting<Path> JWT_JWKS_FILE =
      Setting.open(
          "JWT_JWKS_FILE",
          "",
          "none",
          "public keys that verify JWTs by RS256 or ES256, read again every second",
          Readers.file(JwtKeys::parse));
  public static final Setting<String> JWT_ISSUER =
      Setting.open("JWT_ISSUER", "", "none", "the iss that a JWT must have", text -> text);
  public static final Setting<String> JWT_AUDIENCE =
      Setting.open(
          "JWT_AUDIENCE", "", "none", "the aud that a JWT must have among its own", text -> text);
  public static final Setting<Path> TLS_CERT_FILE =
      Setting.open(
          "TLS_CERT_FILE",
          "",
          "none: plain HTTP",
          "certificate chain in PEM, with which the service speaks HTTPS only; this and the next"
              + " five are read again every second",
          Readers.file(Pem::chain));
  public static final Setting<Path> TLS_KEY_FILE =
      Setting.open(
          "TLS_KEY_FILE",
          "",
          "none",
          "its private key, without a passphrase",
          Readers.file(Pem::key));
  public static final Setting<Path> TLS_CLIENT_CA_FILE =
      Setting.open(
          "TLS_CLIENT_CA_FILE",
          "",
          "none",
          "given, a client must show a certificate of one of these issuers, probes too",
          Readers.file(Pem::authorities));
  public static final Setting<Path> REDIS_CA_FILE =
      Setting.open(
          "REDIS_CA_FILE",
          "",
          "what the JDK trusts",
          "issuers of the certificates that rediss:// nodes show",
          Readers.file(Pem::authorities));
  public static final Setting<Path> REDIS_CERT_FILE =
      Setting.open(
          "REDIS_CERT_FILE",
          "",
          "none",
          "the certificate chain that nodes are shown",
          Readers.file(Pem::chain));
  public static final Setting<Path> REDIS_KEY_FILE =
      Setting.open("REDIS_KEY_FILE", "", "none", "its private key", Readers.file(Pem::key));
  public static final Setting<List<Rate>> RATE_LIMIT =
      Setting.open(
          "RATE_LIMIT",
          "",
          "off in dev; 1000/hour,100/minute in prod",
          "requests of one token and of one client address, probes and metrics aside; off, or"
              + " limits per second, minute, hour, day",
          Rate::parseAll);
  public static final Setting<RateCount> RATE_LIMIT_STORE =
      Setting.of(
          "RATE_LIMIT_STORE",
          "",
          "local",
          "local: each instance counts for itself; redis: all count together while a node answers"
              + " in 50 ms",
          Readers.oneOf(RateCount.class));
  public static final Setting<List<NodeAddress>> RATE_LIMIT_NODES =
      Setting.open(
              "RATE_LIMIT_NODES",
              "",
              "REDIS_NODES where they ask for no user",
              "where they count together, in the form of REDIS_NODES, as the user limiter of"
                  + " redis/users.acl; the same for all instances",
              Readers.nodes())
          .maskedBy(Readers::withoutPasswords);
  public static final Setting<Long> AP_CACHE_MS =
      Setting.of(
          "AP_CACHE_MS",
          "ms",
          "0",
          "app-ap may answer from a cache this old, its age added to staleness_ms; 0 is off",
          Readers.whole(0, 3_600_000));
  public static final Setting<Double> CIRCUIT_FAILURE_RATE =
      Setting.of(
          "CIRCUIT_FAILURE_RATE",
          "%",
          "50",
          "failed or slow calls that open a breaker",
          Readers.percent());
  public static final Setting<Long> CIRCUIT_SLOW_CALL_MS =
      Setting.open(
          "CIRCUIT_SLOW_CALL_MS",
          "ms",
          "half of NETWORK_TIMEOUT_SEC",
          "a call this long counts as slow",
          Readers.whole(1, 60_000));
  public static final Setting<Integer> CIRCUIT_WINDOW =
      Setting.of(
          "CIRCUIT_WINDOW",
          "calls",
          "20",
          "how many last calls the rates are taken of",
          Readers.integer(1, 100_000));
  public static final Setting<Integer> CIRCUIT_MINIMUM_CALLS =
      Setting.of(
          "CIRCUIT_MINIMUM_CALLS",
          "calls",
          "5",
          "a breaker stays closed with fewer calls than this in its window",
          Readers.integer(1, 100_000));
  public static final Setting<Long> CIRCUIT_OPEN_MS =
      Setting.of(
          "CIRCUIT_OPEN_MS",
          "ms",
          "2000",
          "how long an open breaker waits between probes",
          Readers.whole(10, 600_000));
  public static final Setting<Integer> CIRCUIT_HALF_OPEN_CALLS =
      Setting.of(
          "CIRCUIT_HALF_OPEN_CALLS",
          "calls",
          "3",
          "calls let through while half open",
          Readers.integer(1, 1000));
  public static final Setting<LogLevel> LOG_LEVEL =
      Setting.of(
          "LOG_LEVEL",
          "",
          "INFO",
          "DEBUG, INFO, WARN or WARNING, ERROR",
          Readers.oneOf(LogLevel.class));
  public static final Setting<LogFormat> LOG_FORMAT =
      Setting.of(
          "LOG_FORMAT",
          "",
          "json",
          "json for machines, text for people",
          Readers.oneOf(LogFormat.class));
  public static final Setting<Boolean> LOG_PLAIN_KEYS =
      Setting.of(
          "LOG_PLAIN_KEYS",
          "",
          "false",
          "whether logs name keys, users and addresses instead of their keyed hash",
          Readers.flag());
  public static final Setting<Path> AUDIT_FILE =
      Setting.open(
          "AUDIT_FILE",
          "",
          "off",
          "where WRITE, READ, AUTH, CIRCUIT_STATE_CHANGE and CONFIG also go, each line chained to"
              + " the one before; 10 MB, and two older ones beside it; in a folder, a file of the"
              + " host's name",
          Readers.path());
  public static final Setting<String> AUDIT_KEY =
      Setting.open(
              "AUDIT_KEY",
              "",
              "none; required with AUDIT_FILE",
              "chains the audit's lines, 32 bytes or more, not SECRET_KEY; whoever verifies needs"
                  + " it",
              Readers.secret(32))
          .maskedBy(text -> "***");
  public static final Setting<String> FEATURES_FILE =
      Setting.of(
          "FEATURES_FILE",
          "",
          "features.yaml",
          "read again every second; what it says wins while running: rate_limit, audit_log,"
              + " access_log, tracing, metrics, health_check, read_repair, digest_exchange,"
              + " staleness_policy",
          text -> text);

  public static final Setting<Long> SHUTDOWN_NOTICE_MS =
      Setting.of(
          "SHUTDOWN_NOTICE_MS",
          "ms",
          "0",
          "how long a stopping instance serves on while /live says 503, so that a gateway turns"
              + " away",
          Readers.whole(0, 60_000));
  public static final Setting<Integer> MAX_VALUE_BYTES =
      Setting.of(
          "MAX_VALUE_BYTES",
          "bytes",
          "1048576",
          "the largest value that may be written",
          Readers.integer(1, 64 << 20));

  private static final List<Setting<?>> ALL =
      List.of(
          PORT,
          HOST,
          REDIS_NODES,
          HOME_NODE,
          NETWORK_TIMEOUT_SEC,
          REQUEST_TIMEOUT_SEC,
          MAX_VALUE_BYTES,
          MAX_STALENESS_MS,
          STALENESS_POLICY,
          AP_CACHE_MS,
          AP_LOG_CAP,
          AP_LOG_CAP_BYTES,
          AP_SIBLINGS_MAX,
          AP_SIBLINGS_MAX_BYTES,
          CIRCUIT_FAILURE_RATE,
          CIRCUIT_SLOW_CALL_MS,
          CIRCUIT_WINDOW,
          CIRCUIT_MINIMUM_CALLS,
          CIRCUIT_OPEN_MS,
          CIRCUIT_HALF_OPEN_CALLS,
          SECRET_KEY,
          SECRET_KEY_PREVIOUS,
          PROFILE,
          API_TOKENS,
          API_TOKENS_FILE,
          JWT_KEY,
          JWT_JWKS_FILE,
          JWT_ISSUER,
          JWT_AUDIENCE,
          TLS_CERT_FILE,
          TLS_KEY_FILE,
          TLS_CLIENT_CA_FILE,
          REDIS_CA_FILE,
          REDIS_CERT_FILE,
          REDIS_KEY_FILE,
          RATE_LIMIT,
          RATE_LIMIT_STORE,
          RATE_LIMIT_NODES,
          TRUSTED_PROXIES,
          CORS_ORIGINS,
          SHUTDOWN_NOTICE_MS,
          LOG_LEVEL,
          LOG_FORMAT,
          LOG_PLAIN_KEYS,
          AUDIT_FILE,
          AUDIT_KEY,
          FEATURES_FILE);

  private Settings() {}

  /** All settings, in the order of {@code docs/configuration.md}. */
  public static List<Setting<?>> all() {
    return ALL;
  }

  /** The table in Markdown. */
  public static String markdown() {
    StringBuilder table =
        new StringBuilder(
            "| variable | unit | default | what it is for |\n| --- | --- | --- | --- |\n");
    for (Setting<?> row : ALL) {
      table.append(
          "| `%s` | %s | %s | %s |\n".formatted(row.name(), row.unit(), row.shown(), row.why()));
    }
    return table.toString();
  }
}
