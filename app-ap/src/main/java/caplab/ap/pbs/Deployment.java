package caplab.ap.pbs;

import java.util.random.RandomGenerator;

/** Where the replicas are and how messages reach them. */
public sealed interface Deployment permits Dynamo, WideArea, LogShipping {

  /** How many replicas there are: N. */
  int replicas();

  /** Draws every latency of one write and one read. */
  void draw(WarsTrial trial, RandomGenerator random);
}
