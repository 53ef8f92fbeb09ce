package caplab.lab.readme;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.lab.Cap;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReadmeCommandsTest {

  private static final Pattern ROW = Pattern.compile("(?m)^\\| `\\./cap (\\w+)");

  @Test
  void everyCommandHasARow_andNoRowIsOfAnythingElse() {
    List<String> rows =
        ROW.matcher(Readme.page("docs/commands.md").section("commands"))
            .results()
            .map(row -> row.group(1))
            .toList();
    assertThat(rows).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(Cap.commands());
  }
}
