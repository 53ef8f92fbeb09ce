package caplab.lab.console;

import caplab.lab.embedded.Cluster;
import caplab.lab.embedded.DataDirectory;
import caplab.lab.embedded.Ports;
import caplab.lab.embedded.RedisBinary;
import caplab.lab.embedded.Setup;
import caplab.lab.model.Topology;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Three real nodes, both services in two zones, and the console; in haste, so that nobody waits.
 */
final class LiveCluster implements AutoCloseable {

  private static final Map<String, String> HASTE =
      Map.of("MAX_STALENESS_MS", "1500", "CIRCUIT_OPEN_MS", "400", "NETWORK_TIMEOUT_SEC", "0.5");

  private final Cluster cluster;
  private final Console console;

  LiveCluster(Path folder) {
    Topology topology = new Topology(3, 2);
    Path here = Path.of("").toAbsolutePath();
    Setup setup =
        new Setup(
            topology,
            Ports.free(topology),
            DataDirectory.open(folder.resolve("3-nodes"), false),
            RedisBinary.choose(System.getenv("PATH"), folder.resolve("bin")),
            Files.exists(here.resolve("redis/redis.conf")) ? here : here.getParent(),
            Setup.SERVICES,
            HASTE,
            false);
    cluster = Cluster.start(setup);
    console = new Console(cluster);
  }

  Cluster cluster() {
    return cluster;
  }

  int port() {
    return cluster.setup().ports().console();
  }

  @Override
  public void close() {
    console.close();
    cluster.close();
  }
}
