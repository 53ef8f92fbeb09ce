package caplab.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeAddressTest {

  @Test
  void readsNamesInOrder() {
    assertThat(NodeAddress.parseAll("db_g1=127.0.0.1:7001, db_g2=redis-2:7002"))
        .extracting(NodeAddress::name, NodeAddress::place)
        .containsExactly(tuple("db_g1", "127.0.0.1:7001"), tuple("db_g2", "redis-2:7002"));
  }

  @Test
  void readsCredentialsAndTls() {
    NodeAddress node = NodeAddress.parse("db_g1=rediss://cap:se%3Acret+%40@redis.example:7001");

    assertThat(node)
        .isEqualTo(
            new NodeAddress(
                "db_g1",
                "redis.example",
                7001,
                true,
                Optional.of("cap"),
                Optional.of("se:cret+@")));
  }

  @Test
  void readsPlainAddressWithCredentials() {
    NodeAddress node = NodeAddress.parse("a=redis://:word@[::1]");

    assertThat(node.place()).isEqualTo("[::1]:6379");
    assertThat(node.user()).isEmpty();
    assertThat(node.password()).contains("word");
  }

  @Test
  void hidesThePassword() {
    assertThat(NodeAddress.parse("a=rediss://u:hidden@h:1").toString()).isEqualTo("a=rediss://h:1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "\"\"| names no node",
        "\" \"| names no node",
        "a=h:1,| has an empty entry",
        "h:1| not name=host:port",
        "=h:1| without a plain name",
        "a b=h:1| without a plain name",
        "a=h:1,a=h:2| twice",
        "a=h:1,b=h:1| to two nodes",
        "a=| neither host:port",
        "a=h:port| neither host:port",
        "a=http://h:1| neither host:port",
        "a=h:99999| outside 1..65535",
        "a=h:0| outside 1..65535",
        "a=h:1/3| neither host:port",
      })
  void saysWhatIsWrong(String list, String complaint) {
    assertThatThrownBy(() -> NodeAddress.parseAll(list))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(complaint);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=redis://u:hidden pass@h:1", "a=redis://u:hidden%zz@h:1"})
  void neverQuotesThePassword_whenMalformed(String list) {
    assertThatThrownBy(() -> NodeAddress.parseAll(list))
        .hasMessageContaining("neither host:port")
        .hasMessageNotContaining("hidden");
  }
}
