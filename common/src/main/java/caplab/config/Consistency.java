package caplab.config;

import caplab.config.Settings.Profile;
import java.util.List;

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
    productionHasItsSecret();
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

  private void productionHasItsSecret() {
    boolean prod = configuration.find(Settings.PROFILE).filter(Profile.PROD::equals).isPresent();
    if (!prod) {
      return;
    }
    String secret = configuration.find(Settings.SECRET_KEY).orElse(CommonConfig.DEV_SECRET);
    if (secret.equals(CommonConfig.DEV_SECRET)) {
      faults.add("SECRET_KEY must be given in profile prod, 32 bytes or more, not the one of dev");
    }
  }
}
