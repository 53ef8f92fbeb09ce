package caplab.config;

import io.smallrye.config.ConfigValue;
import io.smallrye.config.SmallRyeConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All settings as they are in effect. Made once at start; a faulty one is never made. */
public final class Configuration {

  /** Exit status for a faulty configuration ({@code EX_CONFIG}). */
  public static final int EXIT_STATUS = 78;

  private final Map<String, Object> values = new LinkedHashMap<>();
  private final Map<String, String> shown = new LinkedHashMap<>();

  /**
   * Reads everything.
   *
   * @param folder where {@code CONFIG_FILE} is looked for
   * @throws ConfigurationFaults with every fault there is
   */
  public static Configuration load(Map<String, String> environment, Path folder) {
    List<String> faults = new ArrayList<>();
    SmallRyeConfig given = new Sources(environment, faults).layered(folder);
    Configuration made = new Configuration();
    for (Setting<?> setting : Settings.all()) {
      made.take(setting, given, faults);
    }
    new Consistency(made, faults).check();
    if (!faults.isEmpty()) {
      throw new ConfigurationFaults(faults);
    }
    return made;
  }

  /** Reads the process's own environment; prints all faults and exits with 78 if there are any. */
  public static Configuration loadOrExit() {
    try {
      return load(System.getenv(), Path.of(""));
    } catch (ConfigurationFaults e) {
      System.err.println(e.getMessage());
      System.exit(EXIT_STATUS);
      throw e;
    }
  }

  /** The value given or the constant default; empty if neither. */
  @SuppressWarnings("unchecked") // put there by the reader of the same setting
  public <T> Optional<T> find(Setting<T> setting) {
    return Optional.ofNullable((T) values.get(setting.name()));
  }

  /** The value of a setting that has a constant default. */
  public <T> T get(Setting<T> setting) {
    return find(setting).orElseThrow(() -> new IllegalStateException(setting.name() + " is open"));
  }

  /** Name to value and where it came from, secrets masked. */
  public Map<String, String> effective() {
    return Collections.unmodifiableMap(shown);
  }

  private <T> void take(Setting<T> setting, SmallRyeConfig given, List<String> faults) {
    ConfigValue found = given.getConfigValue(setting.name());
    String text = found == null ? null : found.getRawValue();
    if (text != null && text.isEmpty() && setting.fallback().isEmpty()) {
      text = null; // compose files pass optional settings on as empty ones
    }
    String chosen = text == null ? setting.fallback().orElse(null) : text;
    if (chosen == null) {
      return;
    }
    try {
      values.put(setting.name(), setting.reader().read(chosen));
      String from = text == null ? "default" : found.getConfigSourceName();
      shown.put(setting.name(), setting.masked().apply(chosen) + " (" + from + ")");
    } catch (IllegalArgumentException e) {
      faults.add(setting.name() + " " + e.getMessage());
    }
  }
}
