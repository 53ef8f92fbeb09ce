package caplab.http;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.config.Configuration;
import caplab.config.Settings;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressTest {

  private static final ClientAddress CLIENTS = trusting("10.0.0.0/8, 192.0.2.1, fd00::/8");

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
        "192.0.2.1 | 203.0.113.9                | 203.0.113.9",
        "192.0.2.2 | 203.0.113.9                | 192.0.2.2",
        "fd00::7   | 203.0.113.9                | 203.0.113.9",
        "fe00::7   | 203.0.113.9                | fe00::7",
        "10.1.2.3  | 203.0.113.9:5123           | 203.0.113.9",
        "10.1.2.3  | [2001:db8::7]:5123         | 2001:db8:0:0:0:0:0:7",
        "10.1.2.3  | 2001:DB8:0::7              | 2001:db8:0:0:0:0:0:7",
        "10.1.2.3  | ::ffff:203.0.113.9         | 203.0.113.9",
        "10.1.2.3  | 203.0.113.9, ,             | 203.0.113.9",
      })
  void believesTheHeaderOfTrustedPeersOnly(String peer, String forwarded, String client) {
    assertThat(CLIENTS.of(peer, List.of(forwarded), List.of())).isEqualTo(client);
  }

  @Test
  void isThePeer_withoutAHeader() {
    assertThat(CLIENTS.of("10.1.2.3", List.of(), List.of())).isEqualTo("10.1.2.3");
  }

  /** A proxy that adds a line of its own adds it behind those of the client. */
  @Test
  void readsAllLinesAsOneList() {
    assertThat(CLIENTS.of("10.1.2.3", List.of("198.51.100.1", "203.0.113.9"), List.of()))
        .isEqualTo("203.0.113.9");
    assertThat(CLIENTS.of("10.1.2.3", List.of("203.0.113.9", "10.5.5.5"), List.of()))
        .isEqualTo("203.0.113.9");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "garbage",
        "unknown",
        "203.0.113.9 x",
        "1",
        "1.2.3",
        "256.1.1.1",
        "::g",
        "a:b"
      })
  void stopsAtWhatIsNoAddress(String garbage) {
    assertThat(CLIENTS.of("10.1.2.3", List.of("203.0.113.9, " + garbage + "?"), List.of()))
        .isEqualTo("10.1.2.3");
    assertThat(CLIENTS.of("10.1.2.3", List.of(garbage, "10.5.5.5"), List.of()))
        .isEqualTo("10.5.5.5");
    assertThat(CLIENTS.of("10.1.2.3", List.of("x".repeat(5_000)), List.of())).isEqualTo("10.1.2.3");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "for=203.0.113.9                                    | 203.0.113.9",
        "for=203.0.113.9;proto=https;by=10.0.0.1            | 203.0.113.9",
        "proto=https; For=\"203.0.113.9:47011\"             | 203.0.113.9",
        "for=\"[2001:db8:cafe::17]:4711\"                   | 2001:db8:cafe:0:0:0:0:17",
        "for=198.51.100.1, for=203.0.113.9, for=10.0.0.9    | 203.0.113.9",
        "for=203.0.113.9;host=\"a,b\", for=10.0.0.9         | 203.0.113.9",
        "for=_hidden                                        | 10.1.2.3",
        "for=unknown, for=10.0.0.9                          | 10.0.0.9",
        "proto=https                                        | 10.1.2.3",
        "for=203.0.113.9;host=\"                            | 203.0.113.9",
        "for=\"198.51.100.1, for=203.0.113.9                | 203.0.113.9",
      })
  void readsForwarded(String forwarded, String client) {
    assertThat(CLIENTS.of("10.1.2.3", List.of(), List.of(forwarded))).isEqualTo(client);
  }

  @Test
  void believesNeitherHeader_whereTheyDisagree() {
    List<String> one = List.of("203.0.113.9");
    assertThat(CLIENTS.of("10.1.2.3", one, List.of("for=203.0.113.9"))).isEqualTo("203.0.113.9");
    assertThat(CLIENTS.of("10.1.2.3", one, List.of("for=198.51.100.1"))).isEqualTo("10.1.2.3");
  }

  @Test
  void trustsNobody_unlessTold() {
    assertThat(trusting(",").of("10.1.2.3", List.of("203.0.113.9"), List.of()))
        .isEqualTo("10.1.2.3");
  }

  /** Whatever anybody sends, what goes into the audit is an address. */
  @Property
  void isAlwaysAnAddress(@ForAll List<String> lines, @ForAll List<String> forwarded) {
    String client = CLIENTS.of("10.1.2.3", lines, forwarded);
    assertThat(InetAddress.ofLiteral(client)).isNotNull();
  }
}
