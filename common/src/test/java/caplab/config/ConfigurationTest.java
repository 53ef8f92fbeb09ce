package caplab.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import caplab.access.AccessSettings;
import caplab.access.Rate;
import caplab.node.NodeAddress;
import caplab.node.NodeSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationTest {

  private static final String SECRET = "a-secret-of-at-least-32-bytes-in-all";

  @TempDir Path folder;

  private Configuration load(String... pairs) {
    Map<String, String> environment = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      environment.put(pairs[i], pairs[i + 1]);
    }
    return Configuration.load(environment, folder);
  }

  private List<String> faults(String... pairs) {
    return catchThrowableOfType(ConfigurationFaults.class, () -> load(pairs)).faults();
  }

  private void file(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  @Test
  void hasTheDocumentedNamesAndDefaults() {
    assertThat(Settings.markdown())
        .isEqualTo(
            """
            | variable | unit | default | what it is for |
            | --- | --- | --- | --- |
            | `PORT` |  | 5001 cp, 5002 ap | where clients connect; 0 takes a free one |
            | `HOST` |  | 0.0.0.0 in containers, 127.0.0.1 otherwise | the address listened on |
            | `REDIS_NODES` |  | db_g1=127.0.0.1:7001,db_g2=127.0.0.1:7002,db_g3=127.0.0.1:7003 | the nodes, 1 to 7; rediss:// and credentials allowed |
            | `HOME_NODE` |  | the first | the node this instance prefers |
            | `NETWORK_TIMEOUT_SEC` | s | 1.0 | the most one call of a node may take |
            | `REQUEST_TIMEOUT_SEC` | s | 3.0 | the deadline of a whole request; nothing hangs past it |
            | `MAX_VALUE_BYTES` | bytes | 1048576 | the largest value that may be written |
            | `MAX_STALENESS_MS` | ms | 5000 | the bound past which a read is called stale |
            | `STALENESS_POLICY` |  | report | what app-ap does with a plain read past that bound: report, refuse, fallthrough, throttle |
            | `AP_CACHE_MS` | ms | 0 | app-ap may answer from a cache this old, its age added to staleness_ms; 0 is off |
            | `AP_LOG_CAP` | entries | 100000 | length of a node's log; past it a target is resynced |
            | `AP_LOG_CAP_BYTES` | bytes | 67108864 | size of a node's log; past it a target is resynced |
            | `AP_SIBLINGS_MAX` | siblings | 100 | siblings of a key past which a client's write is refused |
            | `AP_SIBLINGS_MAX_BYTES` | bytes | 4194304 | bytes of a key's siblings past which a client's write is refused |
            | `CIRCUIT_FAILURE_RATE` | % | 50 | failed or slow calls that open a breaker |
            | `CIRCUIT_SLOW_CALL_MS` | ms | half of NETWORK_TIMEOUT_SEC | a call this long counts as slow |
            | `CIRCUIT_WINDOW` | calls | 20 | how many last calls the rates are taken of |
            | `CIRCUIT_MINIMUM_CALLS` | calls | 5 | a breaker stays closed with fewer calls than this in its window |
            | `CIRCUIT_OPEN_MS` | ms | 2000 | how long an open breaker waits between probes |
            | `CIRCUIT_HALF_OPEN_CALLS` | calls | 3 | calls let through while half open |
            | `SECRET_KEY` |  | an unsafe value in dev; required in prod | signs sessions and keys the hashes, 32 bytes or more; the same for all instances |
            | `SECRET_KEY_PREVIOUS` |  | none | accepted, not used, while the key is rotated |
            | `PROFILE` |  | dev | prod refuses unsafe defaults |
            | `API_TOKENS` |  | none in dev; required in prod (or a JWT) | hashed tokens with their roles as ./cap token create writes them, with commas or newlines between; given, every request but the probes' needs one |
            | `API_TOKENS_FILE` |  | none | the same in a file, a token a line, read again every second |
            | `JWT_KEY` |  | none | verifies JWTs by HS256, 32 bytes or more, not SECRET_KEY |
            | `JWT_JWKS_FILE` |  | none | public keys that verify JWTs by RS256 or ES256, read again every second |
            | `JWT_ISSUER` |  | none | the iss that a JWT must have |
            | `JWT_AUDIENCE` |  | none | the aud that a JWT must have among its own |
            | `TLS_CERT_FILE` |  | none: plain HTTP | certificate chain in PEM, with which the service speaks HTTPS only; this and the next five are read again every second |
            | `TLS_KEY_FILE` |  | none | its private key, without a passphrase |
            | `TLS_CLIENT_CA_FILE` |  | none | given, a client must show a certificate of one of these issuers, probes too |
            | `REDIS_CA_FILE` |  | what the JDK trusts | issuers of the certificates that rediss:// nodes show |
            | `REDIS_CERT_FILE` |  | none | the certificate chain that nodes are shown |
            | `REDIS_KEY_FILE` |  | none | its private key |
            | `RATE_LIMIT` |  | off in dev; 1000/hour,100/minute in prod | requests of one token and of one client address, probes and metrics aside; off, or limits per second, minute, hour, day |
            | `RATE_LIMIT_STORE` |  | local | local: each instance counts for itself; redis: all count together while a node answers in 50 ms |
            | `RATE_LIMIT_NODES` |  | REDIS_NODES where they ask for no user | where they count together, in the form of REDIS_NODES, as the user limiter of redis/users.acl; the same for all instances |
            | `TRUSTED_PROXIES` |  | none | addresses and ranges (10.0.0.0/8) whose X-Forwarded-For or Forwarded counts for limits and audit |
            | `CORS_ORIGINS` |  | none | origins (https://app.example) whose pages may call from a browser; others' writes are 403 |
            | `SHUTDOWN_NOTICE_MS` | ms | 0 | how long a stopping instance serves on while /live says 503, so that a gateway turns away |
            | `LOG_LEVEL` |  | INFO | DEBUG, INFO, WARN or WARNING, ERROR |
            | `LOG_FORMAT` |  | json | json for machines, text for people |
            | `LOG_PLAIN_KEYS` |  | false | whether logs name keys, users and addresses instead of their keyed hash |
            | `AUDIT_FILE` |  | off | where WRITE, READ, AUTH, CIRCUIT_STATE_CHANGE and CONFIG also go, each line chained to the one before; 10 MB, and two older ones beside it; in a folder, a file of the host's name |
            | `AUDIT_KEY` |  | none; required with AUDIT_FILE | chains the audit's lines, 32 bytes or more, not SECRET_KEY; whoever verifies needs it |
            | `FEATURES_FILE` |  | features.yaml | read again every second; what it says wins while running: rate_limit, audit_log, access_log, tracing, metrics, health_check, read_repair, digest_exchange, staleness_policy |
            """);
  }

  @Test
  void takesOriginsAsBrowsersWriteThem() {
    assertThat(
            Configuration.load(
                    Map.of("CORS_ORIGINS", "https://App.example:443, http://[::1]:8080,"), folder)
                .get(Settings.CORS_ORIGINS))
        .containsExactly("https://app.example", "http://[::1]:8080");
    for (String none : List.of("*", "null", "app.example", "https://app.example/", "https://a b")) {
      assertThatThrownBy(() -> Configuration.load(Map.of("CORS_ORIGINS", none), folder))
          .isInstanceOf(ConfigurationFaults.class);
    }
  }

  @Test
  void readsNothingAsTheDefaults() {
    CommonConfig config = CommonConfig.of(load(), 5001);
    assertThat(config.port()).isEqualTo(5001);
    assertThat(config.homeNode()).isEqualTo("db_g1");
    assertThat(config.nodeSettings()).isEqualTo(NodeSettings.of(Duration.ofSeconds(1)));
    assertThat(config.requestTimeout()).isEqualTo(Duration.ofSeconds(3));
    assertThat(config.maxValueBytes()).isEqualTo(1_048_576);
    assertThat(config.secrets().unsafe()).isTrue();
    assertThat(config.log().plainKeys()).isFalse();
  }

  @Test
  void letsEnvironmentWinOverProfileOverFile() throws IOException {
    file("config.yaml", "PORT: 1\nmax_staleness_ms: 1\nCIRCUIT_WINDOW: 30\nPROFILE: prod\n");
    file("config.prod.yaml", "PORT: 2\nMAX_STALENESS_MS: 2\n");
    Configuration config =
        load("PORT", "3", "SECRET_KEY", SECRET, "REDIS_NODES", NODES, "API_TOKENS", LINE);
    assertThat(config.find(Settings.PORT)).contains(3);
    assertThat(config.get(Settings.MAX_STALENESS_MS)).isEqualTo(2);
    assertThat(config.get(Settings.CIRCUIT_WINDOW)).isEqualTo(30);
    assertThat(config.effective())
        .containsEntry("PORT", "3 (environment)")
        .containsEntry("MAX_STALENESS_MS", "2 (config.prod.yaml)")
        .containsEntry("CIRCUIT_WINDOW", "30 (config.yaml)")
        .containsEntry("CIRCUIT_OPEN_MS", "2000 (default)");
  }

  @Test
  void readsTheFileThatIsNamed() throws IOException {
    file("other.yaml", "PORT: 7\n");
    assertThat(load("CONFIG_FILE", "other.yaml").find(Settings.PORT)).contains(7);
    assertThat(faults("CONFIG_FILE", "missing.yaml"))
        .singleElement()
        .asString()
        .contains("missing.yaml");
  }

  @Test
  void refusesAFileThatIsNoYaml_orHasWhatIsNoSetting() throws IOException {
    file("config.yaml", "PROT: 7\n");
    assertThat(faults()).singleElement().asString().contains("PROT", "no setting");
    file("config.yaml", "{ [");
    assertThat(faults()).singleElement().asString().contains("is not YAML");
  }

  @Test
  void readsASecretFromAFile() throws IOException {
    file("secret", SECRET + "\n");
    Configuration config = load("SECRET_KEY_FILE", folder.resolve("secret").toString());
    assertThat(config.find(Settings.SECRET_KEY)).contains(SECRET);
    assertThat(faults("SECRET_KEY_FILE", "/nowhere/at/all"))
        .singleElement()
        .asString()
        .contains("cannot be read");
    assertThat(faults("SECRET_KEY", SECRET, "SECRET_KEY_FILE", folder.resolve("secret").toString()))
        .singleElement()
        .asString()
        .contains("both");
  }

  @Test
  void masksSecrets() {
    Configuration config =
        load(
            "SECRET_KEY",
            SECRET,
            "REDIS_NODES",
            "a=rediss://user:pa$$word@h:1,b=redis://:other@h:2");
    assertThat(config.effective().toString()).doesNotContain(SECRET, "pa$$word", "other");
    assertThat(CommonConfig.of(config, 5001).secrets().toString()).doesNotContain(SECRET);
  }

  @Test
  void tellsEveryFaultAtOnce() {
    assertThat(
            faults(
                "PORT", "x", "NETWORK_TIMEOUT_SEC", "NaN", "LOG_LEVEL", "LOUD", "REDIS_NODES", ""))
        .hasSize(4);
    assertThatThrownBy(() -> load("PORT", "x", "CIRCUIT_WINDOW", "-1"))
        .hasMessageContainingAll("PORT must be", "CIRCUIT_WINDOW must be");
  }

  @ParameterizedTest
  @CsvSource({
    "PORT, 65536",
    "PORT, -1",
    "PORT, 99999999999",
    "NETWORK_TIMEOUT_SEC, 0",
    "NETWORK_TIMEOUT_SEC, Infinity",
    "NETWORK_TIMEOUT_SEC, 1e9",
    "NETWORK_TIMEOUT_SEC, 5",
    "CIRCUIT_FAILURE_RATE, 0",
    "CIRCUIT_FAILURE_RATE, 101%",
    "CIRCUIT_MINIMUM_CALLS, 21",
    "LOG_PLAIN_KEYS, yes",
    "STALENESS_POLICY, shrug",
    "PROFILE, ../prod",
    "SECRET_KEY, short",
    "HOME_NODE, db_g9",
    "MAX_VALUE_BYTES, 0",
    "MAX_STALENESS_MS, ''"
  })
  void refusesAValueThatIsNone(String name, String value) {
    assertThat(faults(name, value)).singleElement().asString().contains(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ",",
        "a=h:1,",
        "a=h:1,a=h:2",
        "a=h:1,b=h:1",
        "a=h:0",
        "a=h:65536",
        "a=h:x",
        "a=http://h:1",
        "=h:1",
        "a b=h:1",
        "a=h:1/2",
        "a=1:1,b=2:1,c=3:1,d=4:1,e=5:1,f=6:1,g=7:1,h=8:1"
      })
  void refusesNodesThatAreNone(String nodes) {
    assertThat(faults("REDIS_NODES", nodes)).singleElement().asString().startsWith("REDIS_NODES ");
  }

  @Test
  void takesNamesOfContainers_andCredentials() {
    assertThat(
            load("REDIS_NODES", "db_g1=db_g1:6379, db_g2=rediss://u:p%40ss@[::1]:2,c=redis://:q@h")
                .get(Settings.REDIS_NODES))
        .extracting(NodeAddress::place, node -> node.password().orElse("none"))
        .containsExactly(
            tuple("db_g1:6379", "none"), tuple("[::1]:2", "p@ss"), tuple("h:6379", "q"));
  }

  @Test
  void neverShowsAPasswordInAFault() {
    assertThat(faults("REDIS_NODES", "a=rediss://user:hunter2@h:port").toString())
        .doesNotContain("hunter2");
  }

  @Test
  void startsWithANodeWhoseNameDoesNotResolve() {
    assertThat(load("REDIS_NODES", "a=nowhere.invalid:1").get(Settings.REDIS_NODES)).isNotEmpty();
  }

  @Test
  void takesEmptyOptionalSettingsAsNotGiven() {
    assertThat(load("SECRET_KEY", "", "HOME_NODE", "").find(Settings.SECRET_KEY)).isEmpty();
  }

  private static final String NODES = "a=redis://u:p@h:1,b=rediss://:p@h:2";
  private static final String LINE =
      "sha256:" + "0".repeat(64) + " reader someone 2030-01-31T00:00:00Z";

  @Test
  void refusesEveryUnsafeDefaultInProduction_atOnce() {
    assertThat(faults("PROFILE", "prod"))
        .hasSize(3)
        .anyMatch(fault -> fault.startsWith("SECRET_KEY must be given"))
        .anyMatch(fault -> fault.startsWith("API_TOKENS_FILE, API_TOKENS or"))
        .anyMatch(
            fault -> fault.startsWith("REDIS_NODES must") && fault.endsWith("db_g1, db_g2, db_g3"));
    assertThat(
            faults(
                "PROFILE", "prod",
                "SECRET_KEY", CommonConfig.DEV_SECRET,
                "REDIS_NODES", "a=redis://u:p@h:1,b=h:2,c=redis://:p@h:3",
                "LOG_LEVEL", "DEBUG",
                "LOG_PLAIN_KEYS", "true",
                "TRUSTED_PROXIES", "10.0.0.0/8,0.0.0.0/0"))
        .hasSize(6)
        .anyMatch(fault -> fault.startsWith("LOG_LEVEL "))
        .anyMatch(fault -> fault.startsWith("LOG_PLAIN_KEYS "))
        .anyMatch(fault -> fault.startsWith("TRUSTED_PROXIES "))
        .anyMatch(fault -> fault.startsWith("REDIS_NODES ") && fault.endsWith("for b, c"));
  }

  @Test
  void limitsClientsInProduction_unlessItIsSaid() {
    String[] safe = {
      "PROFILE", "prod", "SECRET_KEY", SECRET, "REDIS_NODES", NODES, "API_TOKENS", LINE
    };
    CommonConfig prod = CommonConfig.of(load(safe), 5001);
    assertThat(prod.access().controlled()).isTrue();
    assertThat(prod.access().rates()).isEqualTo(Rate.parseAll("1000/hour,100/minute"));
    String[] off = Arrays.copyOf(safe, safe.length + 2);
    off[safe.length] = "RATE_LIMIT";
    off[safe.length + 1] = "off";
    assertThat(CommonConfig.of(load(off), 5001).access().rates()).isEmpty();
    assertThat(CommonConfig.of(load(), 5001).access()).isEqualTo(AccessSettings.OPEN);
    assertThat(faults("RATE_LIMIT", "0/minute")).singleElement().asString().contains("0/minute");
  }

  @Test
  void countsTogetherOnly_whereItMayCount() {
    String nodes = "a=redis://limiter:p@h:1";
    assertThat(together().rateNodes()).isEmpty();
    assertThat(together("RATE_LIMIT_STORE", "local", "RATE_LIMIT", "1/day").rateNodes()).isEmpty();
    assertThat(together("RATE_LIMIT_STORE", "redis").rateNodes()).isEmpty();
    assertThat(
            together("RATE_LIMIT_STORE", "redis", "RATE_LIMIT", "1/day").rateNodes().orElseThrow())
        .hasSize(3);
    assertThat(
            together("RATE_LIMIT_STORE", "redis", "RATE_LIMIT", "1/day", "RATE_LIMIT_NODES", nodes)
                .rateNodes()
                .orElseThrow())
        .extracting(NodeAddress::place)
        .containsExactly("h:1");
    assertThat(load("RATE_LIMIT_STORE", "redis", "RATE_LIMIT_NODES", nodes).effective().toString())
        .contains("limiter:***@h:1");
    assertThat(faults("RATE_LIMIT_NODES", nodes))
        .containsExactly("RATE_LIMIT_NODES needs RATE_LIMIT_STORE=redis");
    assertThat(faults("RATE_LIMIT_STORE", "redis", "REDIS_NODES", NODES))
        .singleElement()
        .asString()
        .startsWith("RATE_LIMIT_STORE=redis needs RATE_LIMIT_NODES");
    assertThat(
            faults(
                "PROFILE",
                "prod",
                "SECRET_KEY",
                SECRET,
                "API_TOKENS",
                LINE,
                "REDIS_NODES",
                NODES,
                "RATE_LIMIT_STORE",
                "redis",
                "RATE_LIMIT_NODES",
                "a=h:1"))
        .singleElement()
        .asString()
        .startsWith("RATE_LIMIT_NODES must give a user");
  }

  private CommonConfig together(String... settings) {
    return CommonConfig.of(load(settings), 5001);
  }

  @Test
  void takesTokensAndKeysOnly_thatCanBeUsed() throws IOException {
    file("tokens", "# ours\n" + LINE + "\n");
    String tokens = folder.resolve("tokens").toString();
    assertThat(load("API_TOKENS_FILE", tokens).find(Settings.API_TOKENS_FILE)).isPresent();
    assertThat(
            load("API_TOKENS", LINE + "," + LINE.replace("sha256:0", "sha256:1"))
                .effective()
                .toString())
        .doesNotContain("00000000");
    assertThat(faults("API_TOKENS_FILE", tokens, "API_TOKENS", LINE))
        .singleElement()
        .asString()
        .contains("both");
    file("tokens", LINE + "\ncap_plain reader someone never");
    assertThat(faults("API_TOKENS_FILE", tokens))
        .singleElement()
        .asString()
        .contains("line 2 ")
        .doesNotContain("cap_plain");
    assertThat(faults("API_TOKENS_FILE", folder.toString()))
        .singleElement()
        .asString()
        .contains("cannot be read");
    assertThat(faults("JWT_JWKS_FILE", tokens, "JWT_ISSUER", "i", "JWT_AUDIENCE", "a"))
        .anyMatch(fault -> fault.contains("is no JWKS"));
    assertThat(faults("AUDIT_KEY", SECRET)).singleElement().asString().contains("each other");
    assertThat(faults("AUDIT_FILE", "audit.log")).singleElement().asString().contains("each other");
    assertThat(faults("AUDIT_FILE", "a", "AUDIT_KEY", SECRET, "SECRET_KEY", SECRET))
        .singleElement()
        .asString()
        .contains("of its own");
    // Instances in containers share the folder, and each has a host name of its own.
    CommonConfig config =
        CommonConfig.of(load("AUDIT_FILE", folder.toString(), "AUDIT_KEY", SECRET), 5001);
    assertThat(config.audit().orElseThrow().file())
        .isEqualTo(folder.resolve(InetAddress.getLocalHost().getHostName() + ".log"));
    assertThat(load("AUDIT_FILE", "a", "AUDIT_KEY", SECRET).effective().toString())
        .doesNotContain(SECRET);
    assertThat(faults("JWT_KEY", SECRET)).singleElement().asString().contains("JWT_ISSUER and");
    assertThat(faults("JWT_ISSUER", "i", "JWT_AUDIENCE", "a"))
        .singleElement()
        .asString()
        .contains("JWT_KEY or");
    assertThat(
            faults("JWT_KEY", SECRET, "SECRET_KEY", SECRET, "JWT_ISSUER", "i", "JWT_AUDIENCE", "a"))
        .singleElement()
        .asString()
        .contains("of its own");
  }
}
