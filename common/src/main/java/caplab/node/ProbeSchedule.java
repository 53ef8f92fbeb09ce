package caplab.node;

import caplab.node.NodeSettings.BreakerSettings;

/**
 * When the background looks at a node, by how its breaker stands: past an OPEN one once per
 * interval; a HALF_OPEN one gets the trial calls that users did not supply within a moment; a
 * CLOSED one is looked at now and then, so that a dead connection is found out without traffic. In
 * real and in virtual time.
 */
public final class ProbeSchedule {

  /** Users go first: only what they did not use within this time is supplied. */
  private static final long TRIAL_PAUSE_NANOS = 100_000_000;

  /** The looks, each without blocking. */
  public interface Looks {

    /** Asks past the breaker; tells it {@link NodeBreaker#probed} if the node serves, or not. */
    void probe();

    /** One call through the breaker. */
    void trial();

    /** One call through the breaker on an idle connection, and whatever else is due then. */
    void idle();
  }

  private final NodeBreaker breaker;
  private final Looks looks;
  private final long idleNanos;
  private Breaker.State seen = Breaker.State.CLOSED;
  private long nextTrialNanos;
  private long nextIdleNanos;

  public ProbeSchedule(NodeBreaker breaker, BreakerSettings settings, Looks looks, long nowNanos) {
    this.breaker = breaker;
    this.looks = looks;
    this.idleNanos = settings.open().toNanos();
    this.nextIdleNanos = nowNanos;
  }

  /**
   * Does what is due. Called by one thread at a time.
   *
   * @return when it must be called again at the latest, unless the breaker changes before
   */
  public long tick(long nowNanos) {
    Breaker.State before = seen;
    seen = breaker.state();
    return switch (seen) {
      case OPEN -> {
        if (breaker.probeDue(nowNanos)) {
          looks.probe();
        }
        yield breaker.forced() ? nowNanos + idleNanos : breaker.nextProbeNanos();
      }
      case HALF_OPEN -> {
        if (before != Breaker.State.HALF_OPEN) {
          nextTrialNanos = nowNanos + TRIAL_PAUSE_NANOS;
        } else if (nowNanos - nextTrialNanos >= 0) {
          nextTrialNanos = nowNanos + TRIAL_PAUSE_NANOS;
          for (int call = 0; call < breaker.halfOpenCalls(); call++) {
            looks.trial();
          }
        }
        yield nextTrialNanos;
      }
      case CLOSED -> {
        if (nowNanos - nextIdleNanos >= 0) {
          nextIdleNanos = nowNanos + idleNanos;
          looks.idle();
        }
        yield nextIdleNanos;
      }
    };
  }
}
