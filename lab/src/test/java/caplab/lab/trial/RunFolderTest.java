package caplab.lab.trial;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caplab.lab.cluster.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {

  @TempDir Path folder;

  @Test
  void saysInOneLineWhatCannotBeWritten() throws IOException {
    Path taken = Files.createDirectory(folder.resolve("config.json"));
    assertThatThrownBy(() -> new RunFolder(folder).write("config.json", Map.of()))
        .isInstanceOf(UserError.class)
        .hasMessageContainingAll("cannot write " + taken, "run it again")
        .hasMessageNotContaining("\n");
  }
}
