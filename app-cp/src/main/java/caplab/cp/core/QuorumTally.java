package caplab.cp.core;

import caplab.protocol.Event;
import caplab.protocol.Phase;
import caplab.protocol.Step;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The answers to one message so far. A node counts once, by its first answer.
 *
 * @param nodes who was asked
 * @param answers by node
 * @param silent nodes that will not answer, and whether the message may have acted there
 */
record QuorumTally(List<String> nodes, Map<String, Reply> answers, Map<String, Boolean> silent) {

  /** Decides as soon as the answers so far allow it. */
  @FunctionalInterface
  interface Judge<O> {

    /**
     * @param over whether the patience is over, so that no more answers come
     * @return empty to wait for more answers; never empty when it is over
     */
    Optional<Step<Request, Reply, O>> judge(QuorumTally tally, boolean over, long nowMs);
  }

  /**
   * Sends every member of the view its message and lets the judge decide. Ballots and newer views
   * that the answers carry are remembered.
   */
  static <O> Step<Request, Reply, O> ask(
      ProposerMemory memory,
      View view,
      Function<View.Pass, Request> message,
      long patienceMs,
      Judge<O> judge) {
    Map<String, Request> messages = new LinkedHashMap<>();
    for (String node : view.members().keySet()) {
      messages.put(node, message.apply(view.pass(node)));
    }
    return ask(memory, messages, patienceMs, judge);
  }

  /** The same for messages that differ from node to node. */
  static <O> Step<Request, Reply, O> ask(
      ProposerMemory memory, Map<String, Request> messages, long patienceMs, Judge<O> judge) {
    QuorumTally none = new QuorumTally(List.copyOf(messages.keySet()), Map.of(), Map.of());
    return new Step.Ask<>(messages, patienceMs, none.waiting(memory, judge));
  }

  private <O> Phase<Request, Reply, O> waiting(ProposerMemory memory, Judge<O> judge) {
    return (event, nowMs) -> {
      QuorumTally now = with(event);
      if (event instanceof Event.Answered<Reply>(String ignored, Reply reply)) {
        memory.heed(reply);
      }
      boolean over = event instanceof Event.Timeout<Reply> || now.open() == 0;
      return judge
          .judge(now, over, nowMs)
          .orElseGet(() -> new Step.Stay<>(now.waiting(memory, judge)));
    };
  }

  QuorumTally with(Event<Reply> event) {
    return switch (event) {
      case Event.Answered<Reply>(String node, Reply reply) ->
          new QuorumTally(nodes, plus(answers, node, reply), silent);
      case Event.Silent<Reply>(String node, boolean mayHaveActed, String ignored) ->
          new QuorumTally(nodes, answers, plus(silent, node, mayHaveActed));
      case Event.Timeout<Reply>() -> this;
    };
  }

  private static <V> Map<String, V> plus(Map<String, V> before, String node, V value) {
    Map<String, V> after = new LinkedHashMap<>(before);
    after.putIfAbsent(node, value);
    return after;
  }

  /** The answers of one kind, in the order of arrival. */
  <T extends Reply> Map<String, T> of(Class<T> kind) {
    Map<String, T> found = new LinkedHashMap<>();
    answers.forEach((node, reply) -> {
      if (kind.isInstance(reply)) {
        found.put(node, kind.cast(reply));
      }
    });
    return found;
  }

  /** How many answers are of this kind. */
  int count(Class<? extends Reply> kind) {
    int count = 0;
    for (Reply reply : answers.values()) {
      count += kind.isInstance(reply) ? 1 : 0;
    }
    return count;
  }

  /** How many nodes neither answered nor are known to be silent. */
  int open() {
    int open = 0;
    for (String node : nodes) {
      open += answers.containsKey(node) || silent.containsKey(node) ? 0 : 1;
    }
    return open;
  }

  /** Whether so many answers of this kind may still come together. */
  boolean mayReach(int needed, Class<? extends Reply> kind) {
    return open() + count(kind) >= needed;
  }

  /** How many nodes certainly did not execute the message. */
  int skipped() {
    int skipped = 0;
    for (String node : nodes) {
      skipped += actedOn(node) ? 0 : 1;
    }
    return skipped;
  }

  /** Whether the message took, or may take, effect at the node: all but a certain no. */
  private boolean actedOn(String node) {
    boolean refused = answers.get(node) instanceof Reply.Full;
    return !refused && silent.getOrDefault(node, true);
  }

  /** How many nodes could not be asked at all. */
  int unreachable() {
    return (int) silent.values().stream().filter(mayHaveActed -> !mayHaveActed).count();
  }

  /** For {@code ?explain=1}. */
  Outcome.Trace trace(Outcome.Asked asked, String ballot) {
    Map<String, Outcome.Heard> heard = new TreeMap<>();
    nodes.forEach(node -> heard.put(node, heard(node)));
    return new Outcome.Trace(asked, ballot, heard);
  }

  private Outcome.Heard heard(String node) {
    Reply reply = answers.get(node);
    if (reply != null) {
      return heard(reply);
    }
    Boolean mayHaveActed = silent.get(node);
    if (mayHaveActed == null) {
      return Outcome.Heard.WAITING;
    }
    return mayHaveActed ? Outcome.Heard.LOST : Outcome.Heard.SKIPPED;
  }

  private static Outcome.Heard heard(Reply reply) {
    return switch (reply) {
      case Reply.Held held -> Outcome.Heard.HELD;
      case Reply.Promised promised -> Outcome.Heard.PROMISED;
      case Reply.Accepted accepted -> Outcome.Heard.ACCEPTED;
      case Reply.Conflict conflict -> Outcome.Heard.CONFLICT;
      case Reply.Fenced fenced -> Outcome.Heard.FENCED;
      case Reply.Full full -> Outcome.Heard.FULL;
      case Reply.Scanned _,
          Reply.Each _,
          Reply.Status _,
          Reply.Entered _,
          Reply.Begun _,
          Reply.Refilled _,
          Reply.Noted _ ->
          throw new IllegalStateException("no answer to a vote or a read: " + reply);
    };
  }
}
