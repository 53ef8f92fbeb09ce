package caplab.ap.core;

import caplab.protocol.Event;
import caplab.protocol.Phase;
import caplab.protocol.Step;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The AP write: one step on one node, the home node first, then the next (AP-1). An attempt that
 * was sent and not answered may have been done, so the next node's attempt is the same write again,
 * under the same id (AP-3).
 */
public final class Write {

  private static final int TRIES_PER_NODE = 4;

  private final Request.Write write;
  private final InstanceMemory memory;
  private final long patienceMs;
  private final long deadlineMs;

  private Write(Request.Write write, InstanceMemory memory, long patienceMs, long deadlineMs) {
    this.write = write;
    this.memory = memory;
    this.patienceMs = patienceMs;
    this.deadlineMs = deadlineMs;
  }

  /**
   * Begins a write.
   *
   * @param write the write; its {@code notAfterUs} is set per attempt
   * @param nodes the nodes to try in order, each once
   * @param patienceMs how long one node is waited for
   * @param deadlineMs monotonic time at which the write must have ended
   */
  public static Step<Request, Reply, Outcome> start(
      Request.Write write,
      List<String> nodes,
      InstanceMemory memory,
      long patienceMs,
      long nowMs,
      long deadlineMs) {
    Write attempts = new Write(write, memory, patienceMs, deadlineMs);
    return attempts.new Attempt(nodes, 0, 0, 0, 0, nowMs).ask(nowMs);
  }

  /** Waiting for the first of the nodes left. */
  private final class Attempt implements Phase<Request, Reply, Outcome> {
    private final List<String> nodes;
    private final int tries;
    private final int underWay;
    private final int unanswered;
    private final int full;
    private final long sentMs;

    /**
     * @param underWay one if what was sent to the first node is the write itself
     */
    Attempt(List<String> nodes, int tries, int underWay, int unanswered, int full, long sentMs) {
      this.nodes = nodes;
      this.tries = tries;
      this.underWay = underWay;
      this.unanswered = unanswered;
      this.full = full;
      this.sentMs = sentMs;
    }

    /**
     * Attempts this node's share of the time left, so that each node gets its try. A node whose
     * clock was not heard is asked for it first: an attempt without a limit could act once its id
     * is forgotten (AP-3).
     */
    Step<Request, Reply, Outcome> ask(long nowMs) {
      if (nodes.isEmpty() || nowMs >= deadlineMs) {
        return new Step.Done<>(ended());
      }
      long share = Math.max(1, (deadlineMs - nowMs) / nodes.size());
      long patience = Math.min(patienceMs, share);
      String node = nodes.getFirst();
      OptionalLong limitUs = memory.notAfterUs(node, nowMs, patience);
      return limitUs.isPresent()
          ? send(write.notAfter(limitUs.getAsLong()), 1, patience, nowMs)
          : send(new Request.Status(), 0, patience, nowMs);
    }

    private Step<Request, Reply, Outcome> send(
        Request request, int writes, long patience, long nowMs) {
      return new Step.Ask<>(
          Map.of(nodes.getFirst(), request),
          patience,
          new Attempt(nodes, tries + 1, writes, unanswered, full, nowMs));
    }

    private Outcome ended() {
      if (unanswered > 0) {
        return new Outcome.Unknown(unanswered);
      }
      return full > 0 ? new Outcome.Full() : new Outcome.Unavailable(1, 0);
    }

    @Override
    public Step<Request, Reply, Outcome> on(Event<Reply> event, long nowMs) {
      return switch (event) {
        case Event.Answered<Reply>(String node, Reply reply) -> answered(node, reply, nowMs);
        case Event.Silent<Reply>(String node, boolean mayHaveActed, String reason) ->
            next(mayHaveActed ? underWay : 0, 0).ask(nowMs);
        case Event.Timeout<Reply>() -> next(underWay, 0).ask(nowMs);
      };
    }

    private Step<Request, Reply, Outcome> answered(String node, Reply reply, long nowMs) {
      if (tries >= TRIES_PER_NODE && reply instanceof Reply.Refusal) {
        return next(0, 0).ask(nowMs);
      }
      return switch (reply) {
        case Reply.Wrote wrote -> new Step.Done<>(written(node, wrote));
        case Reply.Strange(String was) -> enter(node, was, nowMs);
        case Reply.Late late -> {
          memory.misjudged(node);
          yield ask(nowMs);
        }
        case Reply.Greeting greeting -> {
          memory.hear(
              node,
              greeting.incarnation(),
              greeting.epoch(),
              new StalenessBound.Pulse(greeting.timeUs(), sentMs, nowMs));
          yield ask(nowMs);
        }
        case Reply.Moved moved -> ask(nowMs);
        case Reply.Full() -> next(0, 1).ask(nowMs);
        // Another node might take it: then nobody need ever resolve anything.
        case Reply.Crowded(int siblings, long bytes) ->
            new Step.Done<>(
                unanswered > 0
                    ? new Outcome.Unknown(unanswered)
                    : new Outcome.Crowded(siblings, bytes));
        case Reply other -> next(0, 0).ask(nowMs);
      };
    }

    private Step<Request, Reply, Outcome> enter(String node, String was, long nowMs) {
      long patience = Math.max(1, Math.min(patienceMs, deadlineMs - nowMs));
      return send(memory.enter(node, was), 0, patience, nowMs);
    }

    private Attempt next(int lost, int refused) {
      return new Attempt(
          nodes.subList(1, nodes.size()), 0, 0, unanswered + lost, full + refused, sentMs);
    }

    private Outcome written(String node, Reply.Wrote wrote) {
      VersionVector token = wrote.dot().map(VersionVector::upTo).orElse(wrote.seen());
      return new Outcome.Written(node, wrote, token, unanswered);
    }
  }
}
