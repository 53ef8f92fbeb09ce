package caplab.ap.pbs;

import java.util.random.RandomGenerator;

/**
 * One replica per data centre: writer and reader are each in one of them at random, and every
 * message to or from another takes so much longer.
 *
 * @param within latencies inside a data centre
 * @param betweenMs what the way to another data centre adds, each way
 */
public record WideArea(Dynamo within, double betweenMs) implements Deployment {

  @Override
  public int replicas() {
    return within.replicas();
  }

  @Override
  public void draw(WarsTrial trial, RandomGenerator random) {
    within.draw(trial, random);
    int writer = random.nextInt(replicas());
    int reader = random.nextInt(replicas());
    for (int i = 0; i < replicas(); i++) {
      if (i != writer) {
        trial.written[i] += betweenMs;
        trial.acknowledged[i] += 2 * betweenMs;
      }
      if (i != reader) {
        trial.asked[i] += betweenMs;
        trial.answered[i] += 2 * betweenMs;
      }
    }
  }
}
