package caplab.lab.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {

  private static final RedisVersion OLD = new RedisVersion(6, 2, 7);
  private static final RedisVersion NEW = new RedisVersion(7, 0, 15);

  @TempDir Path folder;

  @Test
  void keepsTheSecretOverRestarts() {
    String secret = Home.open(folder, false).secret();
    assertThat(secret).hasSize(64).isEqualTo(Home.open(folder, false).secret());
  }

  @Test
  void dropsEverything_whenFresh() {
    String secret = Home.open(folder.resolve("data"), false).secret();
    assertThat(Home.open(folder.resolve("data"), true).secret()).isNotEqualTo(secret);
  }

  @Test
  void refusesDataOfANewerRedis_inOneLine() {
    Home home = Home.open(folder, false);
    home.claimFor(NEW);
    assertThatThrownBy(() -> home.claimFor(OLD))
        .isInstanceOf(Refused.class)
        .hasMessageContainingAll("written by Redis 7.0.15", "6.2.7", "--fresh")
        .hasMessageNotContaining("\n");
  }

  @Test
  void takesDataOfAnOlderRedis_andOfAnotherPatch() {
    Home home = Home.open(folder, false);
    home.claimFor(OLD);
    home.claimFor(NEW);
    home.claimFor(new RedisVersion(7, 0, 1));
  }
}
