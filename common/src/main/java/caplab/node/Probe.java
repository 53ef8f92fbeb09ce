package caplab.node;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The background look at one node, at nobody's expense: finds out when an open breaker may let
 * calls through again, supplies the trial calls when no user does, keeps an idle connection known
 * to be alive and its server known to be a master.
 */
final class Probe implements ProbeSchedule.Looks {

  /** ROLE is a ping that also tells a master from a replica. */
  private static final Command ROLE = new Command.Plain("ROLE", List.of());

  private static final int PROBES_MOST = 10;

  private final NodeBreaker breaker;
  private final RedisNode node;
  private final Channel channel;
  private final Duration patience;
  private final ProbeSchedule schedule;
  private final AtomicInteger asking = new AtomicInteger();
  private final Checkup checkup;

  Probe(RedisNode node, NodeBreaker breaker, Channel channel, NodeSettings settings) {
    this.node = node;
    this.breaker = breaker;
    this.channel = channel;
    this.patience = settings.networkTimeout();
    this.checkup = new Checkup(node, channel, patience);
    this.schedule = new ProbeSchedule(breaker, settings.breaker(), this, System.nanoTime());
  }

  /** Does what is due; called some hundred times a second. */
  void tick(long nowNanos) {
    schedule.tick(nowNanos);
  }

  /** An open breaker is looked past: whether the node serves again decides. */
  @Override
  public void probe() {
    // An earlier probe may not be answered yet: that is no reason to look less often (B-4).
    if (asking.incrementAndGet() > PROBES_MOST) {
      asking.decrementAndGet();
      return;
    }
    node.probe(
        ROLE,
        patience,
        (reply, nanos) -> {
          asking.decrementAndGet();
          if (checkRole(reply)) {
            breaker.probed(nanos);
          } else {
            breaker.probeFailed();
          }
        });
  }

  @Override
  public void trial() {
    node.trial(ROLE, patience, this::checkRole);
  }

  @Override
  public void idle() {
    trial();
    checkup.begin();
    // A name server may take its time, so never on the clock's own thread; nor on a virtual one,
    // which would keep its carrier, the only one where there is one processor.
    Thread.ofPlatform().daemon().start(channel::checkWhereTheNameLeads);
  }

  /** What the server last said of itself. */
  Vitals vitals() {
    return checkup.vitals();
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
