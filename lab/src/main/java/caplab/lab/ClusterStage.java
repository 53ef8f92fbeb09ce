package caplab.lab;

import caplab.lab.cluster.Cluster;
import caplab.lab.cluster.Cut;
import caplab.lab.cluster.Topology.Instance;
import caplab.lab.cluster.Topology.Kind;
import caplab.lab.demo.Stage;
import java.net.URI;
import java.util.List;

/** The embedded cluster as the stage of the demo. */
record ClusterStage(Cluster cluster) implements Stage {

  @Override
  public URI cp(String zone) {
    return at(Kind.CP, zone);
  }

  @Override
  public URI ap(String zone) {
    return at(Kind.AP, zone);
  }

  @Override
  public void cut(String... groups) {
    int zones = cluster.setup().topology().nodes();
    cluster.cut(Cut.read(Cut.Shape.GROUPS, List.of(groups), false, zones));
  }

  @Override
  public void heal() {
    cluster.heal();
  }

  private URI at(Kind kind, String zone) {
    int number = Integer.parseInt(zone.substring(1));
    int port = cluster.setup().ports().instance(new Instance(kind, number));
    return URI.create("http://127.0.0.1:" + port);
  }
}
