package caplab.lab.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caplab.lab.embedded.Ports;
import org.junit.jupiter.api.Test;

class TopologyTest {

  @Test
  void namesInstancesAndPorts_asDocumented() {
    assertThat(new Ports(5000).of(new Topology(3, 2)).toString())
        .isEqualTo(
            "{console=5000, app_cp=5001, app_ap=5002, app_cp_g2=5011, app_ap_g2=5012,"
                + " db_g1=7001, db_g2=7002, db_g3=7003}");
  }

  @Test
  void hasAZoneForEveryNode_alsoWithoutServices() {
    Topology topology = new Topology(3, 1);
    assertThat(topology.zoneNames()).containsExactly("g1", "g2", "g3");
    assertThat(topology.instances()).hasSize(2);
  }

  @Test
  void refusesWhatCannotBe() {
    assertThatThrownBy(() -> new Topology(0, 0)).hasMessageContaining("--nodes takes 1 to 7");
    assertThatThrownBy(() -> new Topology(8, 8)).hasMessageContaining("--nodes takes 1 to 7");
    assertThatThrownBy(() -> new Topology(2, 3)).hasMessageContaining("--zones takes");
    assertThatThrownBy(() -> new Ports(80)).hasMessageContaining("--port-base takes");
  }
}
