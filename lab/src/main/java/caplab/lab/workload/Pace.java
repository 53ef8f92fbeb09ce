package caplab.lab.workload;

import caplab.lab.stage.ClientAnswer;
import java.util.random.RandomGenerator;

/**
 * How long clients think between an answer and the next request.
 *
 * @param meanMs between requests that are served; drawn evenly from 0 to twice that
 */
public record Pace(int meanMs) {

  /** Who is refused comes back soon, but does not hammer. */
  private static final int REFUSED_MS = 20;

  /** Nobody was there. */
  private static final int SILENT_MS = 100;

  long after(ClientAnswer answer, RandomGenerator random) {
    long thought = random.nextInt(2 * meanMs + 1);
    if (answer.status() == 0) {
      return thought + SILENT_MS;
    }
    return answer.status() >= 500 ? thought + REFUSED_MS : thought;
  }
}
