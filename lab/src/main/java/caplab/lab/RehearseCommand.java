package caplab.lab;

import caplab.lab.console.Console;
import caplab.lab.embedded.Cluster;
import caplab.lab.embedded.DataDirectory;
import caplab.lab.embedded.Ports;
import caplab.lab.embedded.RedisBinary;
import caplab.lab.embedded.Running;
import caplab.lab.embedded.Setup;
import caplab.lab.embedded.StartCache;
import caplab.lab.model.InstanceVitals;
import caplab.lab.model.Status;
import caplab.lab.model.Topology;
import caplab.lab.twin.Twin;
import caplab.lab.twin.Twin.Operation;
import caplab.lab.wire.LabJson;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code ./cap rehearse}: uses everything a little, so that the JVM can note what it will need at
 * the next start; a part of each build.
 */
@Command(name = "rehearse", hidden = true, description = "Part of a build: prepares quick starts.")
final class RehearseCommand implements Callable<Integer> {

  /** What is rehearsed: commands that ask a cluster, or a cluster with its services. */
  enum Part {
    THIN,
    LAB
  }

  private static final List<String> COMMANDS =
      List.of(
          "list",
          "help",
          "help cut",
          "status",
          "status --json",
          "cut g1",
          "slow g1:db_g2 1ms",
          "heal",
          "kill db_g1",
          "twin read key",
          "--version");

  private static final int ROUNDS = 200;

  @Parameters Part part;

  @Override
  public Integer call() throws IOException {
    if (part == Part.THIN) {
      commands();
    } else {
      cluster();
    }
    return 0;
  }

  /** Before something that answers as a cluster does. */
  private static void commands() throws IOException {
    Ports ports = Ports.free(new Topology(1, 1));
    InetAddress here = InetAddress.getLoopbackAddress();
    HttpServer stand = HttpServer.create(new InetSocketAddress(here, ports.console()), 0);
    byte[] status = LabJson.pretty(whole(ports.console())).getBytes(StandardCharsets.UTF_8);
    stand.createContext(
        "/",
        asked -> {
          try (asked) {
            asked.getRequestBody().readAllBytes();
            asked.sendResponseHeaders(200, status.length);
            asked.getResponseBody().write(status);
          }
        });
    stand.start();
    new Running(ports.base(), ProcessHandle.current().pid(), Optional.empty())
        .announce(Common.data());
    COMMANDS.forEach(each -> Cap.run(each.split(" ")));
    stand.stop(0);
  }

  private static Status whole(int port) {
    Status.Part node =
        new Status.Part("db_g1", "node", "g1", port, 1, "up", "", InstanceVitals.NONE);
    Status.Part service =
        new Status.Part("app_ap_g1", "ap", "g1", port, 1, "up", "UP", InstanceVitals.NONE);
    return new Status(1, port, List.of(node), List.of(service), Map.of());
  }

  private static void cluster() {
    Topology topology = new Topology(3, 1);
    Setup setup =
        new Setup(
            topology,
            Ports.free(topology),
            DataDirectory.temporary("cap-rehearsal-"),
            RedisBinary.choose(System.getenv("PATH"), Common.data().resolve("bin")),
            Common.root(),
            Setup.SERVICES,
            Map.of(),
            false);
    StartCache.record();
    try (Cluster cluster = Cluster.start(setup);
        Console console = new Console(cluster)) {
      for (int round = 0; round < ROUNDS; round++) {
        String key = "key" + round % 20;
        Twin.ask(setup.doors().services(), setup.ports(), 1, Operation.WRITE, key, "value" + round);
        Twin.ask(setup.doors().services(), setup.ports(), 1, Operation.READ, key, null);
      }
      Twin.ask(setup.doors().services(), setup.ports(), 1, Operation.DELETE, "key1", null);
      Running.of(setup).announce(Common.data());
      Cap.run("status");
    }
    for (Topology.Kind each : Topology.Kind.values()) {
      StartCache.make(each);
    }
  }
}
