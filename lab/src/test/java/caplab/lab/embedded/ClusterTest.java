package caplab.lab.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import caplab.lab.console.Console;
import caplab.lab.model.ControlCommand.Act;
import caplab.lab.model.ControlCommand.Heal;
import caplab.lab.model.ControlCommand.Lose;
import caplab.lab.model.ControlCommand.MakeCut;
import caplab.lab.model.ControlCommand.ShowStatus;
import caplab.lab.model.ControlCommand.Slow;
import caplab.lab.model.Cut;
import caplab.lab.model.ProcessAction;
import caplab.lab.model.Status;
import caplab.lab.model.Topology;
import caplab.lab.model.Topology.Instance;
import caplab.lab.model.Topology.Kind;
import caplab.lab.model.UserError;
import caplab.lab.wire.Doors;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterTest {

  @TempDir static Path folder;
  private static Cluster cluster;
  private static Console console;
  private static Running running;

  @BeforeAll
  static void start() {
    Topology topology = new Topology(3, 2);
    cluster = Cluster.start(setup(folder.resolve("3-nodes"), topology, Ports.free(topology)));
    console = new Console(cluster);
    Running.of(cluster.setup()).announce(folder);
    running = Running.find(folder, Optional.empty());
  }

  @AfterAll
  static void stop() {
    console.close();
    cluster.close();
    assertThat(cluster.status().nodes()).allMatch(node -> node.state().equals("dead"));
    assertThat(cluster.status().services()).allMatch(service -> service.state().equals("dead"));
  }

  @AfterEach
  void heal() {
    running.send(new Heal(List.of()));
  }

  static Setup setup(Path data, Topology topology, Ports ports) {
    String main = StandIn.class.getName();
    return new Setup(
        topology,
        ports,
        DataDirectory.open(data, false),
        RedisBinary.choose(System.getenv("PATH"), data.resolveSibling("bin")),
        StandIn.root(),
        Map.of(Kind.CP, main, Kind.AP, main),
        Map.of(),
        false);
  }

  private static boolean reaches(int zone, String node) {
    int port = cluster.setup().ports().instance(new Instance(Kind.CP, zone));
    return Doors.OPEN
        .services()
        .look(port, "/ask/" + node)
        .join()
        .filter(it -> it.statusCode() == 200)
        .isPresent();
  }

  @Test
  void reachesEveryNode_whenHealthy() {
    for (String node : List.of("db_g1", "db_g2", "db_g3")) {
      assertThat(reaches(1, node)).isTrue();
      assertThat(reaches(2, node)).isTrue();
    }
    assertThat(running.send(new ShowStatus()).faults()).isEmpty();
  }

  @Test
  void partsZones_andHeals() {
    Status cut = running.send(new MakeCut(Cut.Shape.GROUPS, List.of("g1"), false));
    assertThat(cut.faults().keySet()).containsExactly("g1:db_g2", "g1:db_g3", "g2:db_g1");
    assertThat(reaches(1, "db_g1")).isTrue();
    assertThat(reaches(1, "db_g2")).isFalse();
    assertThat(reaches(2, "db_g1")).isFalse();
    assertThat(reaches(2, "db_g3")).isTrue();
    assertThat(running.send(new Heal(List.of())).faults()).isEmpty();
    assertThat(reaches(1, "db_g2")).isTrue();
  }

  @Test
  void slowsAndLoses_onTheLinksNamed() {
    running.send(new Slow("g1:db_g2", 2000));
    Status lossy = running.send(new Lose("*:db_g3", 1));
    assertThat(lossy.faults().toString())
        .isEqualTo("{g1:db_g2=[2000 ms late], g1:db_g3=[100.0 % lost], g2:db_g3=[100.0 % lost]}");
    assertThat(reaches(1, "db_g2")).isFalse();
    assertThat(reaches(2, "db_g2")).isTrue();
  }

  @Test
  void pausesAndResumesANode() {
    running.send(new Act(ProcessAction.PAUSE, "db_g2"));
    assertThat(reaches(1, "db_g2")).isFalse();
    running.send(new Act(ProcessAction.RESUME, "db_g2"));
    await().until(() -> reaches(1, "db_g2"));
  }

  @Test
  void killsAndRestartsAService() {
    Status killed = running.send(new Act(ProcessAction.KILL, "app_ap_g2"));
    assertThat(killed.services().getLast().state()).isEqualTo("dead");
    Status again = running.send(new Act(ProcessAction.RESTART, "app_ap_g2"));
    assertThat(again.services().getLast().health()).isEqualTo("UP");
  }

  @Test
  void wipesTheDiskOfANode() throws IOException {
    Path witness = cluster.setup().data().node("db_g3").resolve("witness");
    Files.writeString(witness, "here");
    Status wiped = running.send(new Act(ProcessAction.WIPE, "db_g3"));
    assertThat(witness).doesNotExist();
    assertThat(wiped.nodes().getLast().state()).isEqualTo("up");
    assertThat(reaches(1, "db_g3")).isTrue();
  }

  @Test
  void refusesOrdersThatMakeNoSense_inOneLine() {
    assertThatThrownBy(() -> running.send(new Act(ProcessAction.KILL, "db_g9")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("nothing is called 'db_g9'");
    assertThatThrownBy(() -> running.send(new Act(ProcessAction.WIPE, "app_cp")))
        .hasMessageContaining("only a node has a disk");
  }

  @Test
  void saysWhichPortIsTaken_andByWhom() throws IOException {
    Topology one = new Topology(1, 1);
    Ports ports = Ports.free(one);
    try (ServerSocket other =
        new ServerSocket(ports.node(1), 50, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> Cluster.start(setup(folder.resolve("taken"), one, ports)))
          .isInstanceOf(UserError.class)
          .hasMessageContainingAll(
              "port " + other.getLocalPort(), "db_g1", "taken by", "--port-base");
    }
  }

  @Test
  void saysWhatAServiceSaid_whenItEndsWhileStarting() {
    Topology one = new Topology(1, 1);
    Setup good = setup(folder.resolve("broken"), one, Ports.free(one));
    Setup broken =
        new Setup(
            one,
            good.ports(),
            good.data(),
            good.redis(),
            good.root(),
            Map.of(Kind.CP, "no.such.Main", Kind.AP, "no.such.Main"),
            Map.of(),
            false);
    assertThatThrownBy(() -> Cluster.start(broken))
        .hasMessageContainingAll("ended while starting", "no.such.Main");
  }
}
