package caplab.lab;

import caplab.lab.console.Console;
import caplab.lab.embedded.Cluster;
import caplab.lab.embedded.DataDirectory;
import caplab.lab.embedded.Ports;
import caplab.lab.embedded.RedisBinary;
import caplab.lab.embedded.Running;
import caplab.lab.embedded.Setup;
import caplab.lab.model.Topology;
import caplab.lab.model.UserError;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./cap up}: keeps a cluster running until Ctrl-C. */
@Command(
    name = "up",
    description = "Starts nodes and services and keeps them running.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./cap up                        three nodes, three zones",
      "  ./cap up --nodes 5 --fresh      five, with empty disks",
      "  ./cap up --port-base 25000      beside another one",
      "  ./cap up --locked               nobody gets in without a token",
    })
final class UpCommand implements Callable<Integer> {

  private static final long LINE_MS = 1000;

  @Mixin Common common;

  @Option(names = "--nodes", paramLabel = "N", description = "How many Redis servers, 1 to 7.")
  int nodes = 3;

  @Option(names = "--zones", paramLabel = "N", description = "Zones with services (default: all).")
  Integer zones;

  @Option(names = "--fresh", description = "Drops the data of earlier runs.")
  boolean fresh;

  @Option(
      names = "--locked",
      description = "As in production: tokens, TLS to services and nodes, limits, an audit.")
  boolean locked;

  @Override
  public Integer call() throws InterruptedException {
    Topology topology = new Topology(nodes, zones == null ? nodes : zones);
    Ports ports = new Ports(common.portBase == null ? Ports.BASE_DEFAULT : common.portBase);
    Path directory = Common.data().resolve(nodes + "-nodes");
    refuseSecond(ports);
    try (DataLock lock = DataLock.take(directory, "port base " + ports.base())) {
      RedisBinary redis = RedisBinary.choose(System.getenv("PATH"), Common.data().resolve("bin"));
      Setup setup =
          new Setup(
              topology,
              ports,
              DataDirectory.open(directory, fresh),
              redis,
              Common.root(),
              Setup.SERVICES,
              Map.of(),
              false);
      Setup kept = locked ? setup.locked() : setup;
      System.err.println("starting " + nodes + " nodes of Redis " + redis.version() + " …");
      try (Cluster cluster = started(kept);
          Console console = new Console(cluster)) {
        Running.of(kept).announce(Common.data());
        if (common.json) {
          Common.showJson(cluster.status());
        } else {
          new Welcome(kept).print(System.out);
        }
        watch(cluster);
      }
    }
    return 0;
  }

  private static Cluster started(Setup setup) {
    try (ProgressLine progress = ProgressLine.begin("starting")) {
      return Cluster.start(setup, progress);
    }
  }

  private static void refuseSecond(Ports ports) {
    Running.all(Common.data()).stream()
        .filter(other -> other.portBase() == ports.base())
        .findFirst()
        .ifPresent(other -> {
          throw UserError.now(
              ("a cluster runs already at --port-base %d (process %d, console at"
                      + " http://127.0.0.1:%1$d); end it with Ctrl-C where it was started, or choose"
                      + " another --port-base")
                  .formatted(other.portBase(), other.pid()));
        });
  }

  /** A line that stays up to date on a terminal; elsewhere one line per change, until the end. */
  private void watch(Cluster cluster) throws InterruptedException {
    boolean terminal = System.console() != null && System.console().isTerminal();
    String shown = "";
    while (true) {
      String line = cluster.status().line();
      if (cluster.isEnding()) {
        System.err.println((terminal ? "\r\033[K" : "") + "ending …");
        return;
      }
      if (terminal) {
        System.err.print("\r\033[K" + line);
      } else if (!line.equals(shown) && !common.json) {
        System.err.println(line);
      }
      shown = line;
      Thread.sleep(LINE_MS);
    }
  }
}
