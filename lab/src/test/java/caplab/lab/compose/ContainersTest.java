package caplab.lab.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caplab.lab.compose.Container.State;
import caplab.lab.model.Topology;
import caplab.lab.model.UserError;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContainersTest {

  private static final String ON_NETWORK =
      "{\"cap_network\":{\"IPAddress\":\"%s\"},\"cap_edge\":{}}";

  private static String told(String name, String service, String state, String networks) {
    return """
    {"Name":"/%s","State":{%s},"Config":{"Labels":{"com.docker.compose.service":"%s"}},
     "NetworkSettings":{"Networks":%s},"Mounts":[]}
    """
        .formatted(name, state, service, networks);
  }

  private static final Containers NOW =
      new Containers(
          Container.read(
              "["
                  + String.join(
                      ",",
                      told(
                          "db_g1",
                          "db_g1",
                          "\"Running\":true,\"Pid\":7",
                          ON_NETWORK.formatted("10.0.0.1")),
                      told(
                          "db_g2",
                          "db_g2",
                          "\"Running\":true,\"Paused\":true",
                          "{\"cap_edge\":{}}"),
                      told("db_g3", "db_g3", "\"Running\":false", ON_NETWORK.formatted("")),
                      told(
                          "p-app_cp-2",
                          "app_cp",
                          "\"Running\":true",
                          ON_NETWORK.formatted("10.0.0.5")),
                      told(
                          "p-app_cp-1",
                          "app_cp",
                          "\"Running\":true",
                          ON_NETWORK.formatted("10.0.0.4")),
                      told(
                          "p-app_ap-1",
                          "app_ap",
                          "\"Running\":true",
                          ON_NETWORK.formatted("10.0.0.6")),
                      told(
                          "p-app_cp_g2-1",
                          "app_cp_g2",
                          "\"Running\":true",
                          ON_NETWORK.formatted("10.0.0.9")),
                      told("p-gateway-1", "gateway", "\"Running\":true", "{\"cap_edge\":{}}"))
                  + "]"));

  @Test
  void tellsWhatEachProcessDoes_andWhetherItIsOnTheDataPlane() {
    assertThat(NOW.all()).extracting(Container::name).doesNotContain("p-gateway-1");
    assertThat(NOW.node(1).orElseThrow().state()).isEqualTo(State.UP);
    assertThat(NOW.node(1).orElseThrow().pid()).isEqualTo(7);
    assertThat(NOW.node(2).orElseThrow().state()).isEqualTo(State.PAUSED);
    assertThat(NOW.node(2).orElseThrow().disconnected()).isTrue();
    assertThat(NOW.node(3).orElseThrow().state()).isEqualTo(State.DEAD);
    assertThat(NOW.node(3).orElseThrow().disconnected()).isFalse();
  }

  @Test
  void aZoneIsAllInstancesOfItsServices_whateverTheirScale() {
    assertThat(NOW.addresses(1)).containsExactly("10.0.0.4", "10.0.0.5", "10.0.0.6");
    assertThat(NOW.addresses(2)).containsExactly("10.0.0.9");
    assertThat(NOW.addresses(3)).isEmpty();
    assertThat(NOW.topology()).isEqualTo(new Topology(3, 2));
  }

  @Test
  void aTargetIsAServiceOrOneContainer() {
    assertThat(NOW.named("app_cp")).hasSize(2);
    assertThat(NOW.named("p-app_cp-2")).hasSize(1);
    assertThatThrownBy(() -> NOW.named("db_g9"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("nothing is called 'db_g9'");
  }

  @Test
  void theStateSaysWhatIsPausedDeadOrDisconnected() {
    String table = new ComposeStatus(NOW).status(Map.of("g1:db_g1", List.of("silent"))).table();
    assertThat(table)
        .containsPattern("db_g2 .*disconnected")
        .containsPattern("db_g3 .*dead")
        .containsPattern("app_cp +:5001 ")
        .containsPattern("g1:db_g1 +silent");
  }
}
