package caplab.lab.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever builds the sources has the jars that we have: what runs can be told from them. */
@Tag("long")
class ReproducibleJarsTest {

  private static final Path ROOT =
      Files.isDirectory(Path.of("app-cp")) ? Path.of("") : Path.of("..");
  private static final List<String> MODULES = List.of("common", "app-cp", "app-ap", "lab");

  @TempDir Path folder;

  @Test
  void twoBuildsGiveTheSameJars() throws Exception {
    Map<String, String> one = built(folder.resolve("one"));
    assertThat(one.keySet())
        .contains("common-1.0.0.jar", "app-cp-1.0.0.jar", "app-ap-1.0.0.jar", "lab-1.0.0.jar");
    assertThat(built(folder.resolve("in another place"))).isEqualTo(one);
  }

  /** The hash of each jar. */
  private static Map<String, String> built(Path place) throws Exception {
    copy("pom.xml", place);
    copy(".mvn", place);
    for (String module : MODULES) {
      copy(module + "/pom.xml", place);
      copy(module + "/src", place);
    }
    Path said = place.resolve("said");
    ProcessBuilder build =
        new ProcessBuilder(
            "mvn",
            "-B",
            "-ntp",
            "-q",
            "-DskipTests",
            "-Dspotless.check.skip",
            "-Dcyclonedx.skip",
            "package");
    build.environment().put("JAVA_HOME", System.getProperty("java.home"));
    build.directory(place.toFile()).redirectErrorStream(true).redirectOutput(said.toFile());
    int status = build.start().waitFor();
    assertThat(status).as(Files.readString(said)).isZero();
    Map<String, String> hashes = new TreeMap<>();
    for (String module : MODULES) {
      try (Stream<Path> jars = Files.list(place.resolve(module + "/target"))) {
        for (Path jar : jars.filter(it -> it.toString().endsWith(".jar")).toList()) {
          hashes.put(jar.getFileName().toString(), hash(jar));
        }
      }
    }
    return hashes;
  }

  private static String hash(Path file) throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
    return HexFormat.of().formatHex(digest);
  }

  private static void copy(String what, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(ROOT.resolve(what))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = to.resolve(ROOT.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
  }
}
