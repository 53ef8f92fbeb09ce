package caplab.lab.fault;

import caplab.lab.link.Silence;
import caplab.lab.model.Cut;
import caplab.lab.model.Topology;
import java.util.LinkedHashSet;
import java.util.Set;

/** Nobody hears of one node any more, and nobody is told: it is isolated, not its zone. */
public record LostNode(int number) implements Severance {

  @Override
  public String name() {
    return "lost node";
  }

  @Override
  public String target() {
    return Topology.node(number);
  }

  @Override
  public Cut cut(int zones) {
    Set<Cut.Pair> pairs = new LinkedHashSet<>();
    for (int zone = 1; zone <= zones; zone++) {
      pairs.add(new Cut.Pair(zone, number));
    }
    return new Cut(pairs, new Silence());
  }
}
