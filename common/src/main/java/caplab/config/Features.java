package caplab.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The settings that may be switched while running: a flag present in {@code FEATURES_FILE} (and in
 * {@code features.PROFILE.yaml} beside it, which wins) stands in for its setting, a flag taken out
 * gives it back. The files are read again every second; a faulty one changes nothing.
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
  private record Look(Map<String, String> flags, List<String> faults) {}

  private final Configuration settings;
  private final Path base;
  private final Path overlay;
  private final Listener listener;
  private final ScheduledExecutorService watcher =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
  private volatile Map<String, Object> values = Map.of();
  private Look last = new Look(Map.of(), List.of());

  private Features(Configuration settings, Path folder, Listener listener) {
    this.settings = settings;
    this.base = folder.resolve(settings.get(Settings.FEATURES_FILE));
    this.overlay = Sources.overlayOf(base, settings.get(Settings.PROFILE).name());
    this.listener = listener;
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
  @SuppressWarnings("unchecked") // put there by the reader of the same setting
  public <T> T get(Setting<T> setting) {
    T flag = (T) values.get(setting.name());
    return flag != null
        ? flag
        : settings.find(setting).orElseGet(() -> setting.reader().read(setting.shown()));
  }

  @Override
  public void close() {
    watcher.shutdownNow();
  }

  private void look() {
    List<String> faults = new ArrayList<>();
    Map<String, String> given = new TreeMap<>(Sources.yaml(base, Settings.flags(), faults));
    given.putAll(Sources.yaml(overlay, Settings.flags(), faults));
    Map<String, Object> read = new HashMap<>();
    for (Setting<?> flag : Settings.flags()) {
      String text = given.get(flag.name());
      if (text != null) {
        try {
          read.put(flag.name(), flag.reader().read(text));
        } catch (IllegalArgumentException e) {
          faults.add(flag.name() + " " + e.getMessage());
        }
      }
    }
    tell(new Look(given, faults), read);
  }

  private void tell(Look now, Map<String, Object> read) {
    if (now.equals(last)) {
      return;
    }
    last = now;
    if (now.faults().isEmpty()) {
      values = read;
      listener.changed(now.flags());
    } else {
      listener.faulty(now.faults());
    }
  }
}
