package caplab.lab.stage;

import caplab.lab.run.FaultSpan;
import caplab.lab.wire.RedisLine;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;

/** Feels whether processes that no fault disturbs answer promptly. Safe for use by many threads. */
final class StallDetector {

  /** A little less than CIRCUIT_SLOW_CALL_MS: from then on a breaker may mind. */
  private static final long SLOW_MS = 400;

  private static final Duration SILENT = Duration.ofSeconds(10);

  private final LongSupplier nowMs;
  private final RedisLine nodes;
  private final ConcurrentLinkedQueue<FaultSpan> stalls = new ConcurrentLinkedQueue<>();
  private final Map<String, Integer> disturbances = new HashMap<>();

  StallDetector(LongSupplier nowMs, RedisLine nodes) {
    this.nowMs = nowMs;
    this.nodes = nodes;
  }

  /** Something is done to this process; what it answers meanwhile says nothing of the machine. */
  synchronized void disturb(String target) {
    disturbances.merge(target, 1, Integer::sum);
  }

  /** How often it was disturbed so far; odd while it is. */
  synchronized int disturbances(String target) {
    return disturbances.getOrDefault(target, 0);
  }

  /** Notes an answer that took its time, if nothing was done to the process meanwhile. */
  void felt(String target, long askedMs, int disturbancesThen) {
    long answeredMs = nowMs.getAsLong();
    if (answeredMs - askedMs > SLOW_MS
        && disturbancesThen % 2 == 0
        && disturbancesThen == disturbances(target)) {
      stalls.add(FaultSpan.stall(target, (double) askedMs, (double) answeredMs));
    }
  }

  /** Asks a node for a PONG. */
  void feel(String node, InetSocketAddress entrance) {
    int then = disturbances(node);
    long askedMs = nowMs.getAsLong();
    // One that does not answer at all is dead, which is a fault and no stall.
    if (nodes.say(entrance, "PING", SILENT).isPresent()) {
      felt(node, askedMs, then);
    }
  }

  List<FaultSpan> stalls() {
    return List.copyOf(stalls);
  }
}
