package caplab.lab.demo;

import java.net.URI;

/**
 * A running pair in three zones, whose network can be cut: all that the demo needs of a cluster.
 */
public interface Stage {

  /** The app-cp instance of a zone. */
  URI cp(String zone);

  /** The app-ap instance of a zone. */
  URI ap(String zone);

  /** Parts the zones silently: zones within a group see each other, groups do not. */
  void cut(String... groups);

  /** Back to normal. */
  void heal();
}
