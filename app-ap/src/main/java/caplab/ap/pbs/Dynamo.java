package caplab.ap.pbs;

import java.util.random.RandomGenerator;

/**
 * Replicas as Dynamo has them: a coordinator sends every write and every read to all of them, and
 * all are alike.
 *
 * @param write W, from the coordinator to a replica
 * @param acknowledge A, back
 * @param read R, from the coordinator to a replica
 * @param respond S, back
 */
public record Dynamo(
    int replicas, Latency write, Latency acknowledge, Latency read, Latency respond)
    implements Deployment {

  @Override
  public void draw(WarsTrial trial, RandomGenerator random) {
    for (int i = 0; i < replicas; i++) {
      trial.written[i] = write.sample(random);
      trial.acknowledged[i] = trial.written[i] + acknowledge.sample(random);
      trial.asked[i] = read.sample(random);
      trial.answered[i] = trial.asked[i] + respond.sample(random);
    }
  }
}
