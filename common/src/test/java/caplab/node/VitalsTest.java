package caplab.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Map;
import org.junit.jupiter.api.Test;

class VitalsTest {

  @Test
  void areReadFromInfo() {
    Map<String, String> facts =
        Greeting.facts(
            "# Memory\r\nused_memory:1048576\r\nmaxmemory:0\r\n# Persistence\r\n"
                + "aof_enabled:1\r\naof_last_write_status:ok\r\naof_current_size:42\r\n");
    assertThat(Vitals.of(facts)).isEqualTo(new Vitals(1_048_576, 0, 1, 1, 42));
  }

  @Test
  void areUnknown_whereTheServerSaysNothingOrNonsense() {
    assertThat(Vitals.of(Map.of("used_memory", "much"))).isEqualTo(Vitals.UNKNOWN);
    assertThat(Vitals.of(Map.of("aof_last_write_status", "err")).logWritten()).isZero();
  }

  @Test
  void areHeardOfARunningServer_andForgottenWhenItIsGone() {
    try (RedisServers servers = RedisServers.start(1);
        RedisNode node = NodeKit.guarded(servers.only().address(), NodeListener.SILENT)) {
      await().until(() -> node.vitals().memoryUsedBytes() > 0);
      assertThat(node.vitals().logEnabled()).isEqualTo(1);
      assertThat(node.vitals().logWritten()).isEqualTo(1);
      servers.only().kill();
      await().until(() -> node.vitals().equals(Vitals.UNKNOWN));
    }
  }
}
