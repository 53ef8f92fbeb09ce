package caplab.http;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.config.Configuration;
import caplab.config.Settings;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientAddressTest {

  private static ClientAddress trusting(String proxies) {
    return new ClientAddress(
        Configuration.load(Map.of("TRUSTED_PROXIES", proxies), Path.of("no-such-folder"))
            .get(Settings.TRUSTED_PROXIES));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10.1.2.3  | 203.0.113.9                | 203.0.113.9",
        "10.1.2.3  | 198.51.100.1, 203.0.113.9  | 203.0.113.9",
        "10.1.2.3  | 203.0.113.9, 10.9.9.9      | 203.0.113.9",
        "10.1.2.3  |                            | 10.1.2.3",
        "192.0.2.1 | 203.0.113.9                | 203.0.113.9",
        "192.0.2.2 | 203.0.113.9                | 192.0.2.2",
        "fd00::7   | 203.0.113.9                | 203.0.113.9",
        "fe00::7   | 203.0.113.9                | fe00::7",
      })
  void believesTheHeaderOfTrustedPeersOnly(String peer, String forwarded, String client) {
    assertThat(trusting("10.0.0.0/8, 192.0.2.1, fd00::/8").of(peer, forwarded)).isEqualTo(client);
  }

  @Test
  void trustsNobody_unlessTold() {
    assertThat(trusting(",").of("10.1.2.3", "203.0.113.9")).isEqualTo("10.1.2.3");
  }
}
