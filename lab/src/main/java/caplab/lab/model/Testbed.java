package caplab.lab.model;

import caplab.lab.link.LinkFault;

/** What commands are carried out on: nodes and services that run, and the network between them. */
public interface Testbed {

  Topology topology();

  /** Parts the network; an earlier cut ends, delays and losses stay. */
  void cut(Cut cut);

  /** Plants a fault on links, {@code zone:node}; a new cut of a link replaces its old one. */
  void plant(String pattern, LinkFault fault);

  /** Ends every fault of the network; processes stay as they are. */
  void heal();

  /** Ends every fault of these links, {@code zone:node}. */
  void heal(String pattern);

  /**
   * Does something to one process and returns when it is done: a restarted node has loaded its
   * data, a restarted service serves.
   *
   * @throws UserError if nothing has this name
   */
  void act(ProcessAction action, String target);

  Status status();
}
