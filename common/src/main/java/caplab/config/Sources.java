package caplab.config;

import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.common.MapBackedConfigSource;
import io.smallrye.config.source.yaml.YamlConfigSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * The layers that settings come from, strongest first: environment (a secret also by its {@code
 * _FILE}), {@code config.PROFILE.yaml}, {@code config.yaml}, defaults.
 */
final class Sources {

  private static final String FILE_SUFFIX = "_FILE";
  private static final Set<String> SECRETS =
      Set.of(
          Settings.SECRET_NAME,
          Settings.SECRET_KEY_PREVIOUS.name(),
          Settings.JWT_KEY.name(),
          Settings.AUDIT_KEY.name(),
          Settings.REDIS_NODES.name(),
          Settings.RATE_LIMIT_NODES.name());

  private final Map<String, String> environment;
  private final List<String> faults;
  private final Set<String> known = names(Settings.all());

  Sources(Map<String, String> environment, List<String> faults) {
    this.environment = environment;
    this.faults = faults;
  }

  /** Everything given, layered; what cannot be read is added to the faults. */
  SmallRyeConfig layered(Path folder) {
    String named = environment.getOrDefault("CONFIG_FILE", "");
    Path base = folder.resolve(named.isEmpty() ? "config.yaml" : named);
    Map<String, String> variables = variables();
    if (!named.isEmpty() && !Files.exists(base)) {
      faults.add("CONFIG_FILE names " + base + ", which does not exist");
    }
    Map<String, String> file = yaml(base);
    String profile = Settings.PROFILE.name();
    String chosen = variables.getOrDefault(profile, file.getOrDefault(profile, "dev"));
    Map<String, String> overlay = yaml(overlayOf(base, chosen));
    return new SmallRyeConfigBuilder()
        .withSources(
            source(variables, "environment", 300),
            source(overlay, "config." + chosen.toLowerCase(Locale.ROOT) + ".yaml", 200),
            source(file, base.getFileName().toString(), 100))
        .build();
  }

  private static ConfigSource source(Map<String, String> values, String name, int ordinal) {
    return new MapBackedConfigSource(name, values, ordinal) {};
  }

  /** {@code config.prod.yaml} beside {@code config.yaml}. */
  static Path overlayOf(Path base, String profile) {
    String name = base.getFileName().toString();
    int dot = name.lastIndexOf('.');
    String stem = dot < 0 ? name : name.substring(0, dot);
    // Only letters: a profile is no way to name a file elsewhere.
    String safe = profile.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    return base.resolveSibling(stem + "." + safe + (dot < 0 ? "" : name.substring(dot)));
  }

  private Map<String, String> variables() {
    Map<String, String> given = new HashMap<>();
    for (String name : known) {
      String value = environment.get(name);
      if (value != null) {
        given.put(name, value.strip());
      }
    }
    for (String name : SECRETS) {
      String path = environment.getOrDefault(name + FILE_SUFFIX, "");
      if (path.isEmpty()) {
        continue;
      }
      if (given.containsKey(name)) {
        faults.add(name + " and " + name + FILE_SUFFIX + " are both given: keep one");
      }
      secret(name, Path.of(path), given);
    }
    return given;
  }

  private void secret(String name, Path path, Map<String, String> given) {
    try {
      given.put(name, Files.readString(path).strip());
    } catch (IOException e) {
      faults.add(name + FILE_SUFFIX + " names " + path + ", which cannot be read");
    }
  }

  /**
   * What a file says of settings, each by its name in any case; nothing if there is no file. What
   * else it has is a fault.
   */
  private Map<String, String> yaml(Path path) {
    Map<String, String> given = new HashMap<>();
    if (!Files.exists(path)) {
      return given;
    }
    try {
      new YamlConfigSource(path.toUri().toURL())
          .getProperties()
          .forEach((key, value) -> {
            String name = key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
            if (known.contains(name)) {
              given.put(name, value.strip());
            } else if (!name.contains("[")) { // a list is also there in one piece
              faults.add(path + " has " + key + ", which is no setting");
            }
          });
    } catch (IOException | RuntimeException e) {
      faults.add(path + " is not YAML of settings: " + firstLine(e));
    }
    return given;
  }

  private static Set<String> names(List<Setting<?>> settings) {
    return settings.stream().map(Setting::name).collect(Collectors.toSet());
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
