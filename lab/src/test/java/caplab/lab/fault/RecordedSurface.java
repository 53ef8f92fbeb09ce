package caplab.lab.fault;

import caplab.lab.model.ProcessAction;
import caplab.lab.model.Topology;
import caplab.lab.stage.FaultSurface;
import caplab.sim.World;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** Three zones in virtual time, where faults are only written down. */
final class RecordedSurface implements FaultSurface {

  private final World world = new World(1);
  private final Map<String, caplab.lab.link.LinkFault> links = new TreeMap<>();
  private final Set<String> processes = new TreeSet<>();

  /** The links and processes that something is wrong with. */
  Set<String> wrong() {
    Set<String> wrong = new TreeSet<>(links.keySet());
    wrong.addAll(processes);
    return wrong;
  }

  void passTo(long ms) {
    world.runUntil(ms);
  }

  @Override
  public Topology topology() {
    return new Topology(3, 3);
  }

  @Override
  public RandomGenerator random() {
    return world.random();
  }

  @Override
  public void in(long delayMs, Runnable action) {
    world.in(delayMs, action);
  }

  @Override
  public void plant(int fromZone, int toNode, caplab.lab.link.LinkFault fault) {
    links.put(fromZone + ":" + toNode + " " + fault.getClass(), fault);
  }

  @Override
  public void lift(int fromZone, int toNode, caplab.lab.link.LinkFault fault) {
    links.remove(fromZone + ":" + toNode + " " + fault.getClass(), fault);
  }

  @Override
  public void act(ProcessAction action, String target) {
    switch (action) {
      case KILL, PAUSE -> processes.add(target);
      case RESUME, RESTART, REDEPLOY, WIPE, ROLLBACK -> processes.remove(target);
      case KEEP -> {}
    }
  }

  @Override
  public void setClock(String node, long aheadMs) {
    if (aheadMs == 0) {
      processes.remove(node);
    } else {
      processes.add(node);
    }
  }

  @Override
  public void tell(String node, String command) {
    // Nothing answers here.
  }
}
