package caplab.lab.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The bill of materials (CycloneDX) that the build leaves names what runs, and in which version.
 */
class BillOfMaterialsTest {

  private static final Path ROOT =
      Files.isDirectory(Path.of("app-cp")) ? Path.of("") : Path.of("..");

  /** By what the root's pom calls their versions. */
  private static final Map<String, String> LIBRARIES =
      Map.ofEntries(
          Map.entry("javalin", "javalin"),
          Map.entry("jedis", "jedis"),
          Map.entry("resilience4j-circuitbreaker", "resilience4j"),
          Map.entry("micrometer-registry-prometheus", "micrometer"),
          Map.entry("logback-classic", "logback"),
          Map.entry("logstash-logback-encoder", "logstash"),
          Map.entry("jackson-databind", "jackson"),
          Map.entry("smallrye-config", "smallrye.config"),
          Map.entry("nimbus-jose-jwt", "nimbus.jose"),
          Map.entry("sslcontext-kickstart-for-pem", "kickstart"),
          Map.entry("bcpkix-jdk18on", "bouncycastle"),
          Map.entry("bucket4j_jdk17-core", "bucket4j"),
          Map.entry("sdk", "openfeature"),
          Map.entry("caffeine", "caffeine"),
          Map.entry("picocli", "picocli"),
          Map.entry("HdrHistogram", "hdrhistogram"),
          Map.entry("embedded-redis", "embedded.redis"),
          Map.entry("chart.js", "chartjs"));

  @Test
  void namesWhatRuns_inTheVersionsOfTheBuild() throws IOException {
    Path file = ROOT.resolve("target/bom.json");
    assumeThat(file).as("made by the phase package").exists();
    JsonNode bill = JsonMapper.shared().readTree(Files.readString(file));
    assertThat(bill.path("bomFormat").asString()).isEqualTo("CycloneDX");
    Set<String> named =
        bill.path("components")
            .valueStream()
            .map(each -> each.path("name").asString() + " " + each.path("version").asString())
            .collect(Collectors.toSet());
    String pom = Files.readString(ROOT.resolve("pom.xml"));
    List<String> expected =
        LIBRARIES.entrySet().stream()
            .map(each -> each.getKey() + " " + version(pom, each.getValue()))
            .toList();
    assertThat(named).containsAll(expected);
    assertThat(named).noneMatch(each -> each.startsWith("junit") || each.startsWith("assertj"));
    assertThat(bill.path("components").valueStream())
        .filteredOn(each -> each.path("type").asString().equals("library"))
        .filteredOn(each -> !each.path("group").asString().equals("caplab"))
        .allMatch(each -> each.path("hashes").size() > 0, "is named with the hash of its jar");
  }

  private static String version(String pom, String property) {
    Matcher version = Pattern.compile("<" + property + "\\.version>([^<]+)<").matcher(pom);
    assertThat(version.find()).as(property).isTrue();
    return version.group(1);
  }
}
