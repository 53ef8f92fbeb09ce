package caplab.lab.compose;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * A helper container that does beside another one what that one may not do itself: it shares its
 * network namespace, or its disk, for as long as a script takes.
 */
final class Sidecar {

  private static final Duration BUILD = Duration.ofMinutes(10);
  private static final Duration SCRIPT = Duration.ofSeconds(60);
  private static final String LABEL = "caplab.late";
  private static final int TAG_DIGITS = 12;

  private final Docker docker;
  private final Path recipe;
  private String image = "";

  Sidecar(Docker docker, Path root) {
    this.docker = docker;
    this.recipe = root.resolve("deploy/faults");
  }

  /** Runs a script among the interfaces and rules of a container; returns what it printed. */
  String inNetworkOf(String container, String script) {
    return run(
        List.of(
            "--network", "container:" + container, "--cap-drop", "ALL", "--cap-add", "NET_ADMIN"),
        script);
  }

  /** Runs a script as root on the volumes of a container, which may be dead. */
  String onDiskOf(String container, String script, String... more) {
    List<String> options =
        new ArrayList<>(List.of("--network", "none", "--volumes-from", container));
    options.addAll(List.of(more));
    return run(options, script);
  }

  /**
   * From now on packets of these queues of a container's namespace wait so many milliseconds; a
   * queue that nobody serves passes them at once.
   */
  void delay(String container, Map<Integer, Long> queues) {
    String name = "cap_late_" + container;
    docker.attempt("rm", "-f", name);
    if (!queues.isEmpty()) {
      List<String> command =
          new ArrayList<>(List.of("run", "-d", "--rm", "--init", "--name", name, "--label", LABEL));
      command.addAll(List.of("--network", "container:" + container, "--read-only"));
      command.addAll(List.of("--cap-drop", "ALL", "--cap-add", "NET_ADMIN", image(), "late"));
      queues.forEach((queue, delayMs) -> command.add(queue + "=" + delayMs));
      docker.run(command.toArray(String[]::new));
    }
  }

  /** Ends every delay. */
  void endDelays() {
    List<String> late = docker.run("ps", "-aq", "--filter", "label=" + LABEL).lines().toList();
    if (!late.isEmpty()) {
      List<String> remove = new ArrayList<>(List.of("rm", "-f"));
      remove.addAll(late);
      docker.attempt(remove.toArray(String[]::new));
    }
  }

  /** Builds the image if it is not there yet, and returns its name, which says what is in it. */
  synchronized String image() {
    if (image.isEmpty()) {
      String wanted = "cap-lab/faults:" + digest();
      if (!docker.attempt("image", "inspect", wanted).ok()) {
        docker.run(BUILD, "", List.of("build", "-q", "-t", wanted, recipe.toString()));
      }
      image = wanted;
    }
    return image;
  }

  private String run(List<String> options, String script) {
    List<String> command = new ArrayList<>(List.of("run", "--rm", "-i", "--read-only"));
    command.addAll(options);
    command.addAll(List.of(image(), "sh", "-s"));
    return docker.run(SCRIPT, script, command);
  }

  private String digest() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String file : List.of("Dockerfile", "late")) {
        digest.update(Files.readAllBytes(recipe.resolve(file)));
      }
      return HexFormat.of().formatHex(digest.digest()).substring(0, TAG_DIGITS);
    } catch (IOException missing) {
      throw new UncheckedIOException("cannot read " + recipe, missing);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
