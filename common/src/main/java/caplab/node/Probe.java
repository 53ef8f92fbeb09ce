package caplab.node;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The background look at one node, at nobody's expense: finds out when an open breaker may let
 * calls through again, supplies the trial calls when no user does, keeps an idle connection known
 * to be alive and its server known to be a master.
 */
final class Probe implements ProbeSchedule.Looks {

  /** ROLE is a ping that also tells a master from a replica. */
  private static final Command ROLE = new Command.Plain("ROLE", List.of());

  private static final Command INFO = new Command.Plain("INFO", List.of());

  /** To remove what is not there is a write that leaves no trace. */
  private static final Command WRITE = new Command.Plain("DEL", List.of("cap:probe"));

  private static final int PROBES_MOST = 10;

  private final NodeBreaker breaker;
  private final RedisNode node;
  private final Channel channel;
  private final Duration patience;
  private final ProbeSchedule schedule;
  private final AtomicInteger asking = new AtomicInteger();
  private volatile Vitals vitals = Vitals.UNKNOWN;

  Probe(RedisNode node, NodeBreaker breaker, Channel channel, NodeSettings settings) {
    this.node = node;
    this.breaker = breaker;
    this.channel = channel;
    this.patience = settings.networkTimeout();
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
    // How it is set and how full it is: no breaker judges by it.
    node.unguarded(INFO, patience, this::hear);
    node.unguarded(WRITE, patience, this::hearWrite);
    // A name server may take its time, so never on the clock's own thread; nor on a virtual one,
    // which would keep its carrier, the only one where there is one processor.
    Thread.ofPlatform().daemon().start(channel::checkWhereTheNameLeads);
  }

  /** What the server last said of itself. */
  Vitals vitals() {
    return vitals;
  }

  private void hear(Reply reply) {
    if (reply instanceof Reply.Answered(byte[] info)) {
      vitals = Vitals.of(Greeting.facts(Greeting.text(info)));
      hearSettings(Greeting.text(info), Greeting.PATTERNS, new HashMap<>());
    }
  }

  /** A refusal was noted like that of any other call. */
  private void hearWrite(Reply reply) {
    boolean refused = new Verdict(reply, Verdict.Health.UNTOLD).refusesWrites().isPresent();
    if (!refused && (reply instanceof Reply.Answered || reply instanceof Reply.Failed)) {
      node.takesWrites();
    }
  }

  private void hearSettings(String info, List<String> patterns, Map<String, String> settings) {
    if (patterns.isEmpty()) {
      greeted(info, settings);
      return;
    }
    Command ask = new Command.Plain("CONFIG", List.of("GET", patterns.getFirst()));
    node.unguarded(
        ask,
        patience,
        reply -> {
          if (reply instanceof Reply.Answered(Object pairs)) {
            Greeting.add(pairs, settings);
          }
          if (reply instanceof Reply.Answered || reply instanceof Reply.Failed) {
            hearSettings(info, patterns.subList(1, patterns.size()), settings);
          }
        });
  }

  private void greeted(String info, Map<String, String> settings) {
    try {
      channel.greeted(Greeting.of(info, settings));
    } catch (ConnectFault.Unfit unfit) {
      channel.replace(unfit.getMessage());
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
