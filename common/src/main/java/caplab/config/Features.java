package caplab.config;

import dev.openfeature.sdk.Client;
import dev.openfeature.sdk.OpenFeatureAPI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * What is switched while running ({@link Flags}): a flag present in {@code FEATURES_FILE} (and in
 * {@code features.PROFILE.yaml} beside it, which wins) stands in for its setting, a flag taken out
 * gives it back. The files are read again every second; a faulty one changes nothing and is told of
 * once. They are a provider of OpenFeature, whose client is asked at each change; a request that
 * needs a flag finds what it said last, without a call or an allocation.
 */
public final class Features implements AutoCloseable {

  private static final long PERIOD_MS = 1_000;

  /** Hears what the files say, after each change. */
  public interface Listener {

    /** These flags are in effect now; the others are as configured. */
    void changed(Map<String, String> flags);

    /** The files cannot be read as flags, so what was in effect stays. */
    void faulty(List<String> faults);
  }

  /** What the files said at one look. */
  private record Look(Map<String, FlagFile.Given> flags, List<String> faults) {}

  private final Configuration settings;
  private final Path base;
  private final Path overlay;
  private final Listener listener;
  private final FileProvider provider = new FileProvider();
  private final OpenFeatureAPI door = OpenFeatureAPI.createIsolated();
  private final Client client;
  private final ScheduledExecutorService watcher =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
  private volatile Map<String, Object> values = Map.of();
  private Look last = new Look(Map.of(), List.of());

  private Features(Configuration settings, Path folder, Listener listener) {
    this.settings = settings;
    this.base = folder.resolve(settings.get(Settings.FEATURES_FILE));
    this.overlay = Sources.overlayOf(base, settings.get(Settings.PROFILE).name());
    this.listener = listener;
    door.setProviderAndWait(provider);
    client = door.getClient();
    evaluate();
  }

  /**
   * Reads the flags and goes on watching them until closed.
   *
   * @param folder where a relative {@code FEATURES_FILE} is looked for
   * @param listener told of flags found now, too
   */
  public static Features watch(Configuration settings, Path folder, Listener listener) {
    Features features = new Features(settings, folder, listener);
    features.look();
    features.watcher.scheduleWithFixedDelay(
        features::look, PERIOD_MS, PERIOD_MS, TimeUnit.MILLISECONDS);
    return features;
  }

  /** The flag if it is present, else the setting, else the default of what is only a flag. */
  @SuppressWarnings("unchecked") // put there by the reader of the same flag
  public <T> T get(Setting<T> flag) {
    return (T) values.get(flag.name());
  }

  @Override
  public void close() {
    watcher.shutdownNow();
    door.shutdown();
  }

  private void look() {
    List<String> faults = new ArrayList<>();
    Map<String, FlagFile.Given> given = new TreeMap<>(FlagFile.read(base, Flags.all(), faults));
    given.putAll(FlagFile.read(overlay, Flags.all(), faults));
    Look now = new Look(given, faults);
    if (now.equals(last)) {
      return;
    }
    last = now;
    if (faults.isEmpty()) {
      provider.take(given);
      evaluate();
      Map<String, String> texts = new TreeMap<>();
      given.forEach((name, flag) -> texts.put(name, flag.text()));
      listener.changed(texts);
    } else {
      listener.faulty(faults);
    }
  }

  private void evaluate() {
    Map<String, Object> asked = new HashMap<>();
    for (Setting<?> flag : Flags.all()) {
      asked.put(flag.name(), evaluate(flag));
    }
    values = asked;
  }

  private Object evaluate(Setting<?> flag) {
    String key = FileProvider.key(flag);
    return switch (configured(flag)) {
      case Boolean on -> client.getBooleanValue(key, on);
      case Integer number -> client.getIntegerValue(key, number);
      case Object word ->
          flag.reader().read(client.getStringValue(key, FileProvider.plain(word).toString()));
    };
  }

  private Object configured(Setting<?> flag) {
    Optional<?> setting = Settings.all().contains(flag) ? settings.find(flag) : Optional.empty();
    return setting.isPresent() ? setting.get() : flag.reader().read(flag.shown());
  }
}
