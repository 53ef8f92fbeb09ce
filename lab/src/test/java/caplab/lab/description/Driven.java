package caplab.lab.description;

import java.net.URI;

/** A generated client at work, before, in and after a cut. */
public interface Driven {

  /**
   * All nodes are reached.
   *
   * @param near the instance that is to be cut off with one node
   * @param far one on the other side
   */
  void whole(URI near, URI far) throws Exception;

  void cut() throws Exception;

  /** Healed at this moment. */
  void healed() throws Exception;
}
