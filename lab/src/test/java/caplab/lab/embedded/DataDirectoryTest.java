package caplab.lab.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caplab.lab.model.UserError;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

  private static final RedisVersion OLD = new RedisVersion(6, 2, 7);
  private static final RedisVersion NEW = new RedisVersion(7, 0, 15);

  @TempDir Path folder;

  @Test
  void keepsTheSecretOverRestarts() {
    String secret = DataDirectory.open(folder, false).secret();
    assertThat(secret).hasSize(64).isEqualTo(DataDirectory.open(folder, false).secret());
  }

  @Test
  void dropsEverything_whenFresh() {
    String secret = DataDirectory.open(folder.resolve("data"), false).secret();
    assertThat(DataDirectory.open(folder.resolve("data"), true).secret()).isNotEqualTo(secret);
  }

  @Test
  void refusesDataOfANewerRedis_inOneLine() {
    DataDirectory data = DataDirectory.open(folder, false);
    data.claimFor(NEW);
    assertThatThrownBy(() -> data.claimFor(OLD))
        .isInstanceOf(UserError.class)
        .hasMessageContainingAll("written by Redis 7.0.15", "6.2.7", "--fresh")
        .hasMessageNotContaining("\n");
  }

  @Test
  void takesDataOfAnOlderRedis_andOfAnotherPatch() {
    DataDirectory data = DataDirectory.open(folder, false);
    data.claimFor(OLD);
    data.claimFor(NEW);
    data.claimFor(new RedisVersion(7, 0, 1));
  }
}
