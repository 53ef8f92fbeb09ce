package caplab.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Those who ask are served, however many others are connected and say nothing. */
class CrowdTest {

  private static final UnixOperatingSystemMXBean SYSTEM =
      (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  /** As many as {@code ulimit -n} allows beside what the tests have open anyway. */
  private static final int CROWD =
      (int) Math.min(10_000, SYSTEM.getMaxFileDescriptorCount() - 1_000);

  private static final String READ = "GET /read/k HTTP/1.1\r\nHost: x\r\n\r\n";

  @Test
  void servesWhoAsks_besideTenThousandWhoSayNothing() throws IOException {
    try (EchoService service = new EchoService(Duration.ofSeconds(3), CROWD + 500, 100);
        Wire kept = new Wire(service.server.port())) {
      assertThat(kept.send(READ).next().status()).isEqualTo(200);
      long before = SYSTEM.getOpenFileDescriptorCount();
      try (IdleCrowd crowd = IdleCrowd.of(CROWD, service.server.port())) {
        await()
            .atMost(Duration.ofMinutes(1))
            .until(() -> SYSTEM.getOpenFileDescriptorCount() >= before + CROWD);
        for (int i = 0; i < 100; i++) {
          assertThat(kept.send(READ).next().status()).isEqualTo(200);
          assertThat(Wire.ask(service.server.port(), "GET /read/k").status()).isEqualTo(200);
        }
      }
    }
  }

  @Test
  void closesThoseWhoSayNothing_neverWhoAsks_onceThereAreMoreThanItTakes() throws IOException {
    List<Wire> silent = new ArrayList<>();
    try (EchoService service = new EchoService(Duration.ofSeconds(3), 500, 100);
        Wire kept = new Wire(service.server.port())) {
      for (int i = 1; i <= 2_000; i++) {
        silent.add(new Wire(service.server.port()));
        if (i % 50 == 0) {
          assertThat(kept.send(READ).next().status()).isEqualTo(200);
          assertThat(Wire.ask(service.server.port(), "GET /read/k").status()).isEqualTo(200);
        }
      }
      assertThat(silent.getFirst().closedInSilence()).isTrue();
    } finally {
      for (Wire wire : silent) {
        wire.close();
      }
    }
  }
}
