package caplab.lab.embedded;

import caplab.lab.model.Topology.Kind;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What lets a service start sooner: an AOT cache (JEP 483) beside the first jar of the class path.
 * The JVM goes on without one that does not fit it.
 */
public final class StartCache {

  /** Set while what a service loads and links is recorded. */
  private static final String RECORDING = "cap.recording";

  private static final long RECORDING_GRACE_MS = 180_000;

  private StartCache() {}

  /** Services that are started from now on note what they load, until they end. */
  public static void record() {
    System.setProperty(RECORDING, "true");
  }

  /** Options of the JVM of a service. */
  static List<String> options(Kind kind) {
    if (Boolean.getBoolean(RECORDING)) {
      return List.of("-XX:AOTMode=record", "-XX:AOTConfiguration=" + recorded(kind));
    }
    Path cache = file(kind, "aot");
    return Files.exists(cache)
        ? List.of("-XX:AOTCache=" + cache, "-Xlog:disable", "-Xlog:all=error:stderr")
        : List.of();
  }

  /** How long a service may take to end, as what it noted is written then. */
  static long graceMs(long usualMs) {
    return Boolean.getBoolean(RECORDING) ? RECORDING_GRACE_MS : usualMs;
  }

  /** Makes the cache of a service from what was recorded while it ran; as long as that takes. */
  public static void make(Kind kind) {
    List<String> command = new ArrayList<>(Setup.java());
    command.add("-XX:AOTMode=create");
    command.add("-XX:AOTConfiguration=" + recorded(kind));
    command.add("-XX:AOTCache=" + file(kind, "aot"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    try {
      int status = new ProcessBuilder(command).inheritIO().start().waitFor();
      Files.deleteIfExists(recorded(kind));
      if (status != 0) {
        Files.deleteIfExists(file(kind, "aot"));
      }
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private static Path recorded(Kind kind) {
    return file(kind, "recorded");
  }

  private static Path file(Kind kind, String ending) {
    String first = System.getProperty("java.class.path").split(File.pathSeparator, 2)[0];
    return Path.of(first).resolveSibling("app-" + kind.mode() + "." + ending).toAbsolutePath();
  }
}
