package caplab.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caplab.config.Settings.StalenessPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeaturesTest {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir Path folder;

  private final List<Map<String, String>> changes = new CopyOnWriteArrayList<>();
  private final List<List<String>> faults = new CopyOnWriteArrayList<>();

  private Features watch() {
    Map<String, String> environment = Map.of("STALENESS_POLICY", "throttle", "PROFILE", "dev");
    return Features.watch(
        Configuration.load(environment, folder),
        folder,
        new Features.Listener() {
          @Override
          public void changed(Map<String, String> flags) {
            changes.add(flags);
          }

          @Override
          public void faulty(List<String> found) {
            faults.add(found);
          }
        });
  }

  private void file(String name, String text) throws IOException {
    // As a whole, so that a look never sees half of it.
    Path written = Files.writeString(folder.resolve(name + ".new"), text);
    Files.move(written, folder.resolve(name), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
  }

  private String fault() {
    return String.join("; ", faults.getLast());
  }

  @Test
  void leavesSettingsAlone_whereThereIsNoFile() {
    try (Features features = watch()) {
      assertThat(features.get(Settings.STALENESS_POLICY)).isEqualTo(StalenessPolicy.THROTTLE);
      for (Setting<Boolean> flag :
          List.of(
              Flags.RATE_LIMIT,
              Flags.AUDIT_LOG,
              Flags.TRACING,
              Flags.METRICS,
              Flags.HEALTH_CHECK,
              Flags.READ_REPAIR,
              Flags.DIGEST_EXCHANGE)) {
        assertThat(features.get(flag)).as(flag.name()).isTrue();
      }
      assertThat(features.get(Flags.ACCESS_LOG)).isEqualTo(100);
      assertThat(changes).isEmpty();
      assertThat(faults).isEmpty();
    }
  }

  @Test
  void winsOverASetting_whileTheFlagIsPresent() throws IOException {
    try (Features features = watch()) {
      file("features.yaml", "staleness_policy: refuse\naudit_log: false\naccess_log: 7\n");
      await().atMost(PATIENCE).until(() -> !changes.isEmpty());
      assertThat(features.get(Settings.STALENESS_POLICY)).isEqualTo(StalenessPolicy.REFUSE);
      assertThat(features.get(Flags.AUDIT_LOG)).isFalse();
      assertThat(features.get(Flags.ACCESS_LOG)).isEqualTo(7);
      assertThat(changes)
          .containsExactly(
              Map.of("STALENESS_POLICY", "refuse", "AUDIT_LOG", "false", "ACCESS_LOG", "7"));
      Files.delete(folder.resolve("features.yaml"));
      await().atMost(PATIENCE).until(() -> changes.size() == 2);
      assertThat(features.get(Settings.STALENESS_POLICY)).isEqualTo(StalenessPolicy.THROTTLE);
      assertThat(features.get(Flags.AUDIT_LOG)).isTrue();
    }
  }

  @Test
  void isOverruledByTheFileOfItsProfile() throws IOException {
    file("features.yaml", "staleness_policy: refuse\nmetrics: false\n");
    file("features.dev.yaml", "staleness_policy: report\n");
    try (Features features = watch()) {
      assertThat(features.get(Settings.STALENESS_POLICY)).isEqualTo(StalenessPolicy.REPORT);
      assertThat(features.get(Flags.METRICS)).isFalse();
    }
  }

  @Test
  void tellsAnInstanceFromAnotherOfTheSameProcess() throws IOException {
    file("features.yaml", "metrics: false\n");
    try (Features one = watch()) {
      file("features.yaml", "health_check: false\n");
      try (Features other = watch()) {
        assertThat(other.get(Flags.METRICS)).isTrue();
        assertThat(other.get(Flags.HEALTH_CHECK)).isFalse();
      }
      await().atMost(PATIENCE).until(() -> !one.get(Flags.HEALTH_CHECK));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "staleness_policy: sometimes | line 1 staleness_policy must be one of",
        "'metrics: true\n\naudit_log: perhaps' | line 3 audit_log must be true or false, not perhaps",
        "'metrics: true\nport: 1' | line 2 has port, which is no flag",
        "'metrics: true\nMetrics: false' | line 2 has Metrics again",
        "'metrics:\n  - true' | line 1 metrics takes one value",
        "metrics: | line 1 metrics must be true or false",
        "access_log: -1 | line 1 access_log must be a whole number from 0",
        "- metrics | line 1 is no list of flags",
        "metrics | line 1 is no list of flags",
        "'metrics: true\n{ [' | line 2 is not YAML",
        "'metrics: \"' | is not YAML"
      })
  void keepsWhatWasInEffect_andSaysOnceWhichLineIsWrong(String text, String said)
      throws IOException {
    file("features.yaml", "staleness_policy: refuse\n");
    try (Features features = watch()) {
      file("features.yaml", text);
      await().atMost(PATIENCE).until(() -> !faults.isEmpty());
      assertThat(fault()).startsWith(folder.resolve("features.yaml") + " ").contains(said);
      assertThat(features.get(Settings.STALENESS_POLICY)).isEqualTo(StalenessPolicy.REFUSE);
      file("features.yaml", "staleness_policy: report\n");
      await().atMost(PATIENCE).until(() -> changes.size() == 2);
      assertThat(features.get(Settings.STALENESS_POLICY)).isEqualTo(StalenessPolicy.REPORT);
      assertThat(faults).hasSize(1);
    }
  }

  @Test
  void startsAsConfigured_whereTheFileIsADirectory() throws IOException {
    Files.createDirectory(folder.resolve("features.yaml"));
    try (Features features = watch()) {
      assertThat(fault()).contains("features.yaml cannot be read");
      assertThat(features.get(Settings.STALENESS_POLICY)).isEqualTo(StalenessPolicy.THROTTLE);
      assertThat(features.get(Flags.METRICS)).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({"''", "' \n\n'", "'# nothing\n'", "'---\n'"})
  void takesAnEmptyFileForNoFlags(String text) throws IOException {
    file("features.yaml", text);
    try (Features features = watch()) {
      assertThat(faults).isEmpty();
      assertThat(features.get(Flags.METRICS)).isTrue();
    }
  }
}
