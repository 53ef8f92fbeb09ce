package caplab.lab.readme;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.config.Setting;
import caplab.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class EnvExampleTest {

  private static Set<String> found(String file, String pattern) throws IOException {
    return Pattern.compile(pattern, Pattern.MULTILINE)
        .matcher(Files.readString(Readme.root().resolve(file)))
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void namesEverySetting() throws IOException {
    List<String> settings = Settings.all().stream().map(Setting::name).toList();
    assertThat(found(".env.example", "^#?([A-Z_]+)=")).containsAll(settings);
  }

  @Test
  void namesEveryVariableOfTheComposeFile() throws IOException {
    assertThat(found(".env.example", "^#?([A-Z_]+)="))
        .containsAll(found("docker-compose.yml", "\\$\\{([A-Z_]+)"));
  }

  @Test
  void everySettingReachesTheContainers() throws IOException {
    List<String> settings = Settings.all().stream().map(Setting::name).toList();
    Set<String> handedOn = found("docker-compose.yml", "^  ([A-Z_]+):");
    handedOn.addAll(Set.of("PORT", "HOST", "HOME_NODE")); // fixed by the image and by zone
    assertThat(handedOn).containsAll(settings);
  }
}
