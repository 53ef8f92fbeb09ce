package caplab.lab.embedded;

import caplab.lab.model.Status;
import caplab.lab.model.Topology;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A cluster in a process of its own, so that a test can end that process in every way. */
public final class Launcher {

  private Launcher() {}

  /** Prints the pids of all its processes in one line once they run, and then stays. */
  public static void main(String[] arguments) throws InterruptedException {
    Topology topology = new Topology(1, 1);
    Cluster cluster =
        Cluster.start(ClusterTest.setup(Path.of(arguments[0]), topology, Ports.free(topology)));
    Status status = cluster.status();
    System.out.println(
        Stream.concat(status.nodes().stream(), status.services().stream())
            .map(part -> Long.toString(part.pid()))
            .collect(Collectors.joining(" ")));
    new CountDownLatch(1).await();
  }
}
