package caplab.lab.embedded;

import caplab.lab.model.Topology;
import java.nio.file.Path;

/** One node and stand-ins for services: a cluster that starts in a moment, for tests elsewhere. */
public final class Launched {

  private Launched() {}

  /** Starts it; the caller closes it. */
  public static Cluster cluster(Path folder) {
    Topology one = new Topology(1, 1);
    return Cluster.start(ClusterTest.setup(folder.resolve("1-nodes"), one, Ports.free(one)));
  }
}
