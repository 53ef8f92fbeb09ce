package caplab.node;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The background look at one node, at nobody's expense: finds out when an open breaker may let
 * calls through again, supplies the trial calls when no user does, keeps an idle connection known
 * to be alive and its server known to be a master.
 */
final class Probe {

  /** ROLE is a ping that also tells a master from a replica. */
  private static final Command ROLE = new Command.Plain("ROLE", List.of());

  private static final Command INFO = new Command.Plain("INFO", List.of());

  private static final long TRIAL_PAUSE_NANOS = 100_000_000;

  private final NodeBreaker breaker;
  private final RedisNode node;
  private final Channel channel;
  private final Duration patience;
  private final long idleNanos;
  private final AtomicBoolean asking = new AtomicBoolean();
  private volatile Vitals vitals = Vitals.UNKNOWN;
  private long nextTrialNanos;
  private long nextLookNanos = System.nanoTime();

  Probe(RedisNode node, NodeBreaker breaker, Channel channel, NodeSettings settings) {
    this.node = node;
    this.breaker = breaker;
    this.channel = channel;
    this.patience = settings.networkTimeout();
    this.idleNanos = settings.breaker().open().toNanos();
  }

  /** Looks at the breaker and does what is due; called some hundred times a second. */
  void tick(long nowNanos) {
    switch (breaker.state()) {
      case OPEN -> {
        nextTrialNanos = nowNanos + TRIAL_PAUSE_NANOS;
        if (breaker.probeDue(nowNanos)) {
          look(breaker::probed);
        }
      }
      case HALF_OPEN -> supplyTrials(nowNanos);
      case CLOSED -> {
        if (nowNanos - nextLookNanos >= 0) {
          nextLookNanos = nowNanos + idleNanos;
          node.guarded(ROLE, patience, this::checkRole);
          // Told for people to see, so no breaker judges by it.
          node.unguarded(INFO, patience, this::hear);
          // A name server may take its time, so never on the clock's own thread; nor on a virtual
          // one, which would keep its carrier, the only one where there is one processor.
          Thread.ofPlatform().daemon().start(channel::checkWhereTheNameLeads);
        }
      }
    }
  }

  /** What the server last said of itself. */
  Vitals vitals() {
    return vitals;
  }

  private void hear(Reply reply) {
    if (reply instanceof Reply.Answered(byte[] info)) {
      vitals = Vitals.of(Greeting.facts(new String(info, StandardCharsets.UTF_8)));
    }
  }

  /** Users go first: only what they did not use within a moment is supplied here. */
  private void supplyTrials(long nowNanos) {
    if (nowNanos - nextTrialNanos >= 0) {
      nextTrialNanos = nowNanos + TRIAL_PAUSE_NANOS;
      for (int i = 0; i < breaker.halfOpenCalls(); i++) {
        node.guarded(ROLE, patience, this::checkRole);
      }
    }
  }

  private void look(Runnable served) {
    if (asking.compareAndSet(false, true)) {
      node.unguarded(
          ROLE,
          patience,
          reply -> {
            asking.set(false);
            if (checkRole(reply)) {
              served.run();
            }
          });
    }
  }

  /** Whether the node answered as one that serves. */
  private boolean checkRole(Reply reply) {
    return switch (reply) {
      case Reply.Answered(Object value) -> {
        boolean replica =
            value instanceof List<?> role
                && !role.isEmpty()
                && role.getFirst() instanceof byte[] name
                && !new String(name, StandardCharsets.US_ASCII).equals("master");
        if (replica) {
          channel.replace("the server became a read-only replica");
        }
        yield !replica;
      }
      case Reply.Failed failed -> true; // an ACL may forbid ROLE; the node did answer
      case Reply.Refused refused -> false;
      case Reply.Lost lost -> false;
    };
  }
}
