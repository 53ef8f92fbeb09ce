package caplab.cp;

import caplab.cp.core.NodeSurvey;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One background worker: looks after the nodes of one tag. Every second, and at once after a node
 * refused a request.
 */
final class CpWatch {

  private static final Logger LOG = LoggerFactory.getLogger(CpWatch.class);
  private static final long SURVEY_MS = 1_000;

  /** Surveys are spread, so that the tags do not ask all at once. */
  private static final long SPREAD_MS = 100;

  private final int tag;
  private final CpHealing healing;
  private final SecureRandom random = new SecureRandom();
  private final Semaphore nudge = new Semaphore(0);

  CpWatch(int tag, CpHealing healing) {
    this.tag = tag;
    this.healing = healing;
  }

  /** Look at once. */
  void nudge() {
    if (nudge.availablePermits() == 0) {
      nudge.release();
    }
  }

  /** Runs until its thread is interrupted. */
  void run() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        boolean again = look();
        long pause = again ? 1 : SURVEY_MS + random.nextLong(SPREAD_MS);
        if (nudge.tryAcquire(pause, TimeUnit.MILLISECONDS)) {
          nudge.drainPermits();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException e) {
        LOG.error("looking after tag {} failed; it goes on", tag, e);
      }
    }
  }

  private boolean look() {
    byte[] drawn = new byte[8];
    random.nextBytes(drawn);
    NodeSurvey.Report report = healing.look(tag, HexFormat.of().formatHex(drawn));
    return report.again();
  }
}
