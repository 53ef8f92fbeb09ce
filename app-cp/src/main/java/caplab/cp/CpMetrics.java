package caplab.cp;

import caplab.cp.core.Outcome;
import caplab.cp.shell.CpListener;
import caplab.observe.Event;
import caplab.observe.Events;
import caplab.observe.Metrics;
import caplab.observe.NodeWatch;
import io.micrometer.core.instrument.Counter;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** What is counted and told of app-cp's protocol. Every series exists from the start, at 0. */
public final class CpMetrics implements CpListener {

  private final Counter unavailable;
  private final Counter fastReads;
  private final Counter unknown;
  private final Counter unproposed;
  private final Counter quarantines;
  private final Counter refills;
  private final Counter trusts;
  private final Map<Outcome.Asked, Counter> won = new EnumMap<>(Outcome.Asked.class);
  private final Map<Outcome.Asked, Counter> lost = new EnumMap<>(Outcome.Asked.class);
  private final AtomicLong behind = new AtomicLong();
  private final Events events;
  private final AtomicBoolean refusing = new AtomicBoolean();

  public CpMetrics(Metrics metrics, Events events, Collection<String> nodes, long maxStalenessMs) {
    this.events = events;
    unavailable =
        metrics.counter("cp_quorum_unavailable", "Requests refused because no majority answered");
    fastReads =
        metrics.counter("cp_fast_reads", "Reads answered in one round trip, without writing");
    unknown =
        metrics.counter("cp_unknown_outcomes", "Writes proposed and not answered by a majority");
    unproposed =
        metrics.counter(
            "cp_unproposed_keyed_writes",
            "Writes with an Idempotency-Key answered 504 of which this request proposed nothing");
    quarantines = metrics.counter("cp_quarantines", "Nodes found wiped, old or restarted");
    refills = metrics.counter("cp_refilled_tags", "Tags of strange nodes refilled and admitted");
    trusts = metrics.counter("cp_trusted_tags", "Tags of restarted nodes trusted (CP-15)");
    metrics.gauge(
        "cp_registers_behind",
        "Registers of which a node is known to have missed a round, until it is levelled",
        behind::get);
    for (Outcome.Asked asked : Outcome.Asked.values()) {
      won.put(asked, rounds(metrics, asked, "won"));
      lost.put(asked, rounds(metrics, asked, "lost"));
    }
    for (String node : nodes) {
      metrics.gauge("data_staleness_ms", "0 by promise", () -> 0, "node", node);
    }
    metrics.gauge("max_staleness_ms", "MAX_STALENESS_MS", () -> maxStalenessMs);
  }

  private static Counter rounds(Metrics metrics, Outcome.Asked asked, String result) {
    String phase = asked.name().toLowerCase(Locale.ROOT);
    return metrics.counter("cp_rounds", "Messages to all nodes", "phase", phase, "result", result);
  }

  /** Counts an operation's rounds and its end. */
  Outcome counted(Outcome outcome) {
    boolean ended =
        switch (outcome) {
          case Outcome.Value v -> true;
          case Outcome.Applied a -> true;
          case Outcome.Unchanged u -> true;
          case Outcome.Unmet u -> true;
          case Outcome.Reused r -> true;
          case Outcome.NotApplied(Outcome.Reason reason, var ignored) -> {
            if (reason == Outcome.Reason.NO_QUORUM) {
              unavailable.increment();
              tellRefusal();
            }
            yield false;
          }
          case Outcome.Full f -> false;
          case Outcome.InFlight f -> false;
          case Outcome.Unknown u -> {
            (CpDetails.proposedTo(u).isEmpty() ? unproposed : unknown).increment();
            yield false;
          }
        };
    if (ended) {
      refusing.set(false);
    }
    countRounds(outcome, ended);
    return outcome;
  }

  /** Counts the rounds of a question about an earlier write, whose own outcome was counted then. */
  Outcome settled(Outcome outcome) {
    countRounds(outcome, !(outcome instanceof Outcome.Unknown));
    return outcome;
  }

  private void countRounds(Outcome outcome, boolean ended) {
    List<Outcome.Trace> traces = outcome.rounds();
    for (int i = 0; i < traces.size(); i++) {
      Outcome.Asked asked = traces.get(i).asked();
      // A phase is won if the operation went on from it: to its accept, or to its end.
      boolean further = i + 1 < traces.size() ? goesOn(traces.get(i + 1), asked) : ended;
      (further ? won : lost).get(asked).increment();
    }
    if (outcome instanceof Outcome.Value
        && traces.size() == 1
        && traces.getFirst().asked() == Outcome.Asked.READ) {
      fastReads.increment();
    }
  }

  /** Told once until a request succeeds again: refusals come by the thousand. */
  private void tellRefusal() {
    if (refusing.compareAndSet(false, true)) {
      events.warn(Event.QUORUM_UNAVAILABLE, "no majority of the nodes is reachable: refusing");
    }
  }

  @Override
  public void quarantined(String node) {
    quarantines.increment();
    events.warn(
        Event.NODE_QUARANTINED,
        node + " was wiped, rolled back or restarted: it may not vote until it is refilled",
        "node",
        node);
  }

  @Override
  public void misplaced(String node, String holder) {
    NodeWatch.misplaced(events, node, holder);
  }

  @Override
  public void admitted(String node) {
    events.info(Event.RESYNC, node + " was admitted again and votes", "node", node);
  }

  @Override
  public void refilled() {
    refills.increment();
  }

  @Override
  public void behind(long registers) {
    behind.set(registers);
  }

  @Override
  public void trusted() {
    trusts.increment();
  }

  private static boolean goesOn(Outcome.Trace next, Outcome.Asked asked) {
    return asked == Outcome.Asked.PREPARE && next.asked() == Outcome.Asked.ACCEPT;
  }
}
