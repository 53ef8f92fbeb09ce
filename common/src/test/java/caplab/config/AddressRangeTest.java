package caplab.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {

  @ParameterizedTest
  @CsvSource({
    "172.16.0.0/12, 172.31.255.255, true",
    "172.16.0.0/12, 172.32.0.0, false",
    "0.0.0.0/0, 8.8.8.8, true",
    "0.0.0.0/0, ::1, false",
    "127.0.0.1, 127.0.0.1, true",
    "127.0.0.1, 127.0.0.2, false",
    "2001:db8::/33, 2001:db8:7fff::1, true",
    "2001:db8::/33, 2001:db8:8000::1, false",
    "10.0.0.0/8, forged, false",
  })
  void holdsTheAddressesThatBeginAlike(String range, String address, boolean held) {
    assertThat(AddressRange.parse(range).contains(address)).isEqualTo(held);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"gateway", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "/8", "10.0.0/8/1"})
  void refusesWhatIsNoRange(String text) {
    assertThatThrownBy(() -> AddressRange.parse(text)).hasMessageContaining("such as 10.0.0.0/8");
  }
}
