package caplab.config;

import caplab.config.Settings.LogLevel;
import caplab.config.Settings.Profile;
import caplab.config.Settings.RateCount;
import caplab.node.NodeAddress;
import caplab.tls.TlsFiles;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What must hold between settings, and what production does not accept. */
final class Consistency {

  private final Configuration configuration;
  private final List<String> faults;

  Consistency(Configuration configuration, List<String> faults) {
    this.configuration = configuration;
    this.faults = faults;
  }

  void check() {
    homeIsANode();
    oneCallFitsARequest();
    windowHoldsTheMinimum();
    tokensAreInOnePlace();
    jwtIsWhole();
    auditIsWhole();
    certificatesAreWhole();
    countingTogetherIsPossible();
    productionIsSafe();
  }

  private void homeIsANode() {
    configuration
        .find(Settings.HOME_NODE)
        .ifPresent(home ->
            configuration
                .find(Settings.REDIS_NODES)
                .filter(nodes -> nodes.stream().noneMatch(n -> n.name().equals(home)))
                .ifPresent(
                    n -> faults.add("HOME_NODE names " + home + ", which REDIS_NODES lacks")));
  }

  private void oneCallFitsARequest() {
    configuration
        .find(Settings.NETWORK_TIMEOUT_SEC)
        .filter(call ->
            configuration
                .find(Settings.REQUEST_TIMEOUT_SEC)
                .filter(request -> call.compareTo(request) > 0)
                .isPresent())
        .ifPresent(call -> faults.add("NETWORK_TIMEOUT_SEC is longer than REQUEST_TIMEOUT_SEC"));
  }

  private void windowHoldsTheMinimum() {
    int window = configuration.find(Settings.CIRCUIT_WINDOW).orElse(Integer.MAX_VALUE);
    int least = configuration.find(Settings.CIRCUIT_MINIMUM_CALLS).orElse(0);
    if (least > window) {
      faults.add("CIRCUIT_MINIMUM_CALLS is more than CIRCUIT_WINDOW holds");
    }
  }

  private void jwtIsWhole() {
    List<Setting<?>> all =
        List.of(
            Settings.JWT_KEY, Settings.JWT_JWKS_FILE, Settings.JWT_ISSUER, Settings.JWT_AUDIENCE);
    if (all.stream().noneMatch(this::given)) {
      return;
    }
    if (!given(Settings.JWT_KEY) && !given(Settings.JWT_JWKS_FILE)) {
      faults.add("JWT_ISSUER and JWT_AUDIENCE need JWT_KEY or JWT_JWKS_FILE");
    }
    if (!given(Settings.JWT_ISSUER) || !given(Settings.JWT_AUDIENCE)) {
      faults.add("JWT_KEY and JWT_JWKS_FILE need JWT_ISSUER and JWT_AUDIENCE");
    }
    if (given(Settings.JWT_KEY)
        && configuration.find(Settings.JWT_KEY).equals(configuration.find(Settings.SECRET_KEY))) {
      faults.add("JWT_KEY must be a key of its own, not SECRET_KEY");
    }
  }

  private void auditIsWhole() {
    if (given(Settings.AUDIT_FILE) != given(Settings.AUDIT_KEY)) {
      faults.add("AUDIT_FILE and AUDIT_KEY need each other");
    }
    if (given(Settings.AUDIT_KEY)
        && configuration.find(Settings.AUDIT_KEY).equals(configuration.find(Settings.SECRET_KEY))) {
      faults.add("AUDIT_KEY must be a key of its own, not SECRET_KEY");
    }
  }

  private void countingTogetherIsPossible() {
    boolean together = is(Settings.RATE_LIMIT_STORE, RateCount.REDIS);
    if (given(Settings.RATE_LIMIT_NODES) && !together) {
      faults.add("RATE_LIMIT_NODES needs RATE_LIMIT_STORE=redis");
    }
    boolean users =
        nodes(Settings.REDIS_NODES).stream().anyMatch(node -> node.password().isPresent());
    if (together
        && users
        && !given(Settings.RATE_LIMIT_NODES)
        && !told(Settings.RATE_LIMIT_NODES)) {
      faults.add(
          "RATE_LIMIT_STORE=redis needs RATE_LIMIT_NODES: the user of REDIS_NODES may not count"
              + " there");
    }
  }

  private List<NodeAddress> nodes(Setting<List<NodeAddress>> setting) {
    return configuration.find(setting).orElse(List.of());
  }

  private void certificatesAreWhole() {
    together(Settings.TLS_CERT_FILE, Settings.TLS_KEY_FILE, CommonConfig.tls(configuration));
    together(
        Settings.REDIS_CERT_FILE, Settings.REDIS_KEY_FILE, CommonConfig.nodeTls(configuration));
    if (given(Settings.TLS_CLIENT_CA_FILE)
        && !given(Settings.TLS_CERT_FILE)
        && !told(Settings.TLS_CERT_FILE)) {
      faults.add("TLS_CLIENT_CA_FILE needs TLS_CERT_FILE");
    }
    boolean encrypted =
        Stream.of(Settings.REDIS_NODES, Settings.RATE_LIMIT_NODES)
            .flatMap(setting -> nodes(setting).stream())
            .anyMatch(NodeAddress::tls);
    if (CommonConfig.nodeTls(configuration).given() && !encrypted) {
      faults.add("REDIS_CA_FILE and REDIS_CERT_FILE need a node at rediss:// in REDIS_NODES");
    }
  }

  private void together(Setting<?> certificate, Setting<?> key, TlsFiles files) {
    if (told(certificate) || told(key)) {
      return;
    }
    if (given(certificate) != given(key)) {
      faults.add(certificate.name() + " and " + key.name() + " need each other");
    } else if (!files.match()) {
      faults.add(key.name() + " names a key that does not match " + certificate.name());
    }
  }

  private void tokensAreInOnePlace() {
    if (given(Settings.API_TOKENS) && given(Settings.API_TOKENS_FILE)) {
      faults.add("API_TOKENS and API_TOKENS_FILE are both given: keep one");
    }
  }

  /** Whatever is convenient and unsafe, all at once. */
  private void productionIsSafe() {
    if (configuration.find(Settings.PROFILE).filter(Profile.PROD::equals).isEmpty()) {
      return;
    }
    if (is(Settings.SECRET_KEY, CommonConfig.DEV_SECRET) || !given(Settings.SECRET_KEY)) {
      faults.add("SECRET_KEY must be given in profile prod, 32 bytes or more, not the one of dev");
    }
    if (Stream.of(Settings.API_TOKENS, Settings.API_TOKENS_FILE, Settings.JWT_ISSUER)
        .noneMatch(this::given)) {
      faults.add(
          "API_TOKENS_FILE, API_TOKENS or the settings of JWT must be given in profile prod: else"
              + " anybody may write");
    }
    nodesKnowTheirUsers(Settings.REDIS_NODES);
    nodesKnowTheirUsers(Settings.RATE_LIMIT_NODES);
    if (is(Settings.LOG_LEVEL, LogLevel.DEBUG)) {
      faults.add("LOG_LEVEL must not be DEBUG in profile prod");
    }
    if (is(Settings.LOG_PLAIN_KEYS, true)) {
      faults.add("LOG_PLAIN_KEYS must not be true in profile prod: logs would name keys and users");
    }
    if (configuration.find(Settings.TRUSTED_PROXIES).orElse(List.of()).stream()
        .anyMatch(range -> range.bits() == 0)) {
      faults.add(
          "TRUSTED_PROXIES must not name every address in profile prod: else anybody is whom he says");
    }
  }

  private void nodesKnowTheirUsers(Setting<List<NodeAddress>> setting) {
    String open =
        nodes(setting).stream()
            .filter(node -> node.password().isEmpty() || node.user().isEmpty() && !node.tls())
            .map(NodeAddress::name)
            .collect(Collectors.joining(", "));
    if (!open.isEmpty()) {
      faults.add(
          setting.name()
              + " must give a user of Redis's ACL in profile prod, as"
              + " rediss://USER:PASSWORD@host:port, for "
              + open);
    }
  }

  /** Whether it is known already that its value cannot be used. */
  private boolean told(Setting<?> setting) {
    return faults.stream().anyMatch(fault -> fault.startsWith(setting.name() + " "));
  }

  private boolean given(Setting<?> setting) {
    return configuration.find(setting).isPresent();
  }

  private <T> boolean is(Setting<T> setting, T value) {
    return configuration.find(setting).filter(value::equals).isPresent();
  }
}
