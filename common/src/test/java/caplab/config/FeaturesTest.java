package caplab.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caplab.config.Settings.StalenessPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeaturesTest {

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
    Files.writeString(folder.resolve(name), text);
  }

  @Test
  void leavesSettingsAlone_whereThereIsNoFile() {
    try (Features features = watch()) {
      assertThat(features.get(Settings.STALENESS_POLICY)).isEqualTo(StalenessPolicy.THROTTLE);
      assertThat(features.get(Settings.AUDIT_LOG)).isTrue();
      assertThat(changes).isEmpty();
    }
  }

  @Test
  void winsOverASetting_whileTheFlagIsPresent() throws IOException {
    try (Features features = watch()) {
      file("features.yaml", "staleness_policy: refuse\naudit_log: false\n");
      await()
          .untilAsserted(() ->
              assertThat(features.get(Settings.STALENESS_POLICY))
                  .isEqualTo(StalenessPolicy.REFUSE));
      assertThat(features.get(Settings.AUDIT_LOG)).isFalse();
      assertThat(changes)
          .containsExactly(Map.of("STALENESS_POLICY", "refuse", "AUDIT_LOG", "false"));
      Files.delete(folder.resolve("features.yaml"));
      await()
          .untilAsserted(() ->
              assertThat(features.get(Settings.STALENESS_POLICY))
                  .isEqualTo(StalenessPolicy.THROTTLE));
    }
  }

  @Test
  void isOverruledByTheFileOfItsProfile() throws IOException {
    file("features.yaml", "staleness_policy: refuse\n");
    file("features.dev.yaml", "staleness_policy: report\n");
    try (Features features = watch()) {
      assertThat(features.get(Settings.STALENESS_POLICY)).isEqualTo(StalenessPolicy.REPORT);
    }
  }

  @Test
  void keepsWhatWasInEffect_whenTheFileIsFaulty() throws IOException {
    file("features.yaml", "staleness_policy: refuse\n");
    try (Features features = watch()) {
      file("features.yaml", "staleness_policy: sometimes\nport: 1\n");
      await().untilAsserted(() -> assertThat(faults).isNotEmpty());
      assertThat(features.get(Settings.STALENESS_POLICY)).isEqualTo(StalenessPolicy.REFUSE);
      assertThat(String.join("; ", faults.getLast()))
          .contains("port, which is no setting")
          .contains("STALENESS_POLICY must be one of");
    }
  }
}
