package caplab.config;

import java.util.List;

/** Everything that is wrong with a configuration, told at once. */
public final class ConfigurationFaults extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final transient List<String> faults;

  ConfigurationFaults(List<String> faults) {
    super("The configuration cannot be used:\n  - " + String.join("\n  - ", faults));
    this.faults = List.copyOf(faults);
  }

  /** One sentence per fault; never a secret. */
  public List<String> faults() {
    return faults;
  }
}
