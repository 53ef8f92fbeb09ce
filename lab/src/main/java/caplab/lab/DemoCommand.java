package caplab.lab;

import caplab.lab.cluster.Cluster;
import caplab.lab.cluster.Home;
import caplab.lab.cluster.Ports;
import caplab.lab.cluster.RedisBinary;
import caplab.lab.cluster.Setup;
import caplab.lab.cluster.Topology;
import caplab.lab.demo.Demo;
import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ./cap demo}: the tradeoff, shown and judged, in a folder that is gone afterwards. */
@Command(name = "demo", description = "Starts everything, cuts, heals, judges; exit 0 if all held.")
final class DemoCommand implements Callable<Integer> {

  private static final int MAX_STALENESS_MS = 2000;

  @Mixin Common common;

  @Override
  public Integer call() {
    Home home = Home.temporary("cap-demo-");
    PrintStream told = common.json ? System.err : System.out;
    try (Cluster cluster = Cluster.start(setup(home))) {
      told.println("MAX_STALENESS_MS is " + MAX_STALENESS_MS + " here, so that nobody waits long.");
      Demo demo = new Demo(new ClusterStage(cluster), told);
      boolean held = demo.run();
      if (common.json) {
        Common.showJson(Map.of("held", held, "verdicts", demo.verdicts()));
      }
      return held ? 0 : 1;
    } finally {
      home.leave();
    }
  }

  private Setup setup(Home home) {
    Topology topology = new Topology(3, 3);
    Ports ports = common.portBase == null ? Ports.free(topology) : new Ports(common.portBase);
    RedisBinary redis = RedisBinary.choose(System.getenv("PATH"), Common.data().resolve("bin"));
    return new Setup(
        topology,
        ports,
        home,
        redis,
        Common.root(),
        Setup.SERVICES,
        Map.of("MAX_STALENESS_MS", Integer.toString(MAX_STALENESS_MS)));
  }
}
