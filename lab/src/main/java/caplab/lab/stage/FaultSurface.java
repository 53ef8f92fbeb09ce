package caplab.lab.stage;

import caplab.lab.link.LinkFault;
import caplab.lab.model.ProcessAction;
import caplab.lab.model.Topology;
import java.util.random.RandomGenerator;

/** What faults are made of: links, processes, time. Faults know nothing else of a stage. */
public interface FaultSurface {

  Topology topology();

  RandomGenerator random();

  /** Runs {@code action} after {@code delayMs} of the stage's time. */
  void in(long delayMs, Runnable action);

  /** Plants a fault on the links from the instances of one zone to the node of another. */
  void plant(int fromZone, int toNode, LinkFault fault);

  /** Takes exactly this fault away; another of its kind, planted since, stays. */
  void lift(int fromZone, int toNode, LinkFault fault);

  /** Begins to do something to one process; {@link Stage#settled} tells when it is done. */
  void act(ProcessAction action, String target);

  /** Sets a node's clock ahead of all others by this much; it steps. Negative is behind. */
  void setClock(String node, long aheadMs);

  /** Gives a node a command of Redis, past all links. */
  void tell(String node, String command);
}
