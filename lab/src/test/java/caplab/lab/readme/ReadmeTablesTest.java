package caplab.lab.readme;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.config.Settings;
import caplab.http.Problems;
import org.junit.jupiter.api.Test;

class ReadmeTablesTest {

  @Test
  void errorTable_isTheOneInTheCode() {
    assertThat(Readme.page("docs/errors.md").section("errors"))
        .isEqualTo(Problems.markdown().strip());
  }

  @Test
  void configurationTable_isTheOneInTheCode() {
    assertThat(Readme.page("docs/configuration.md").section("configuration"))
        .isEqualTo(Settings.markdown().strip());
  }
}
