package caplab.cp.core;

import caplab.protocol.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The refill of one strange node from others that stand in a view made for it (CP-13 and CP-14),
 * portion by portion, and its admission. What is level costs a comparison, what differs is handed
 * over. How far it came stands on the node, so that any mover goes on where the last one was.
 *
 * @param memory of the mover
 * @param newest the newest view that the mover knows
 * @param node the strange one
 * @param was the incarnation it had, if {@code newest} knows it (CP-15)
 * @param others who are not strange, at least as many as {@link QuorumRules#fence} says
 * @param met the refill in progress that the mover has met
 * @param wary whether somebody may be at it
 * @param drawn unique to this attempt
 * @param patienceMs how long one message may take
 */
public record Refill(
    ProposerMemory memory,
    View newest,
    String node,
    String was,
    List<String> others,
    Optional<NodeRecord.Pending> met,
    boolean wary,
    String drawn,
    long patienceMs) {

  /** So often in a row a message, or the reading of registers, may fail. */
  private static final int TRIES_MOST = 8;

  /** How many registers one message speaks of. */
  private static final int BATCH = 250;

  /** Ends with whether the node was admitted. */
  public Step<Request, Reply, Boolean> start() {
    return wary ? watch(met) : begin(false);
  }

  /**
   * CP-13: who meets the work of another mover first waits for longer than that takes to be seen to
   * get on, and goes on in its place only if it does not.
   */
  private Step<Request, Reply, Boolean> watch(Optional<NodeRecord.Pending> before) {
    return new Step.Pause<>(
        2 * patienceMs,
        4 * patienceMs,
        (event, later) ->
            ask(
                new Request.Survey(),
                reply -> {
                  Reply.Standing now = ((Reply.Status) reply).standing();
                  boolean still =
                      now.record().orElse(NodeRecord.NOTHING).pending(now.run()).equals(before);
                  return still ? begin(true) : over(false);
                }));
  }

  private Step<Request, Reply, Boolean> begin(boolean watched) {
    return ask(
        new Request.Begin(drawn, newest),
        reply ->
            !(reply instanceof Reply.Begun(NodeRecord.Pending begun, boolean fresh))
                ? over(false)
                : fresh || watched ? fence(begun) : watch(Optional.of(begun)));
  }

  /** CP-13: the others stand in a view made for this refill, or enter one. */
  private Step<Request, Reply, Boolean> fence(NodeRecord.Pending begun) {
    View.Member member = new View.Member(begun.incarnation(), was);
    View made = newest.next(node, member);
    boolean named = newest.members().get(node).incarnation().equals(begun.incarnation());
    return named
        ? enter(newest, begun, () -> enter(made, begun, () -> over(false)))
        : enter(made, begun, () -> over(false));
  }

  private Step<Request, Reply, Boolean> enter(
      View view, NodeRecord.Pending begun, Supplier<Step<Request, Reply, Boolean>> otherwise) {
    Map<String, Request> messages = new TreeMap<>();
    others.forEach(each -> messages.put(each, new Request.Enter(view)));
    return QuorumTally.ask(
        memory,
        messages,
        patienceMs,
        (tally, over, now) -> {
          if (!over) {
            return Optional.empty();
          }
          if (tally.of(Reply.Entered.class).size() < memory.rules().fence(view)) {
            return Optional.of(otherwise.get());
          }
          memory.learn(view);
          return Optional.of(compare(view, begun.incarnation(), begun.after(), 1));
        });
  }

  /** Compares the node with as many others as CP-13 says, from a name on. */
  private Step<Request, Reply, Boolean> compare(
      View view, String incarnation, String after, int tries) {
    if (tries > TRIES_MOST) {
      return over(false);
    }
    List<String> sources = view.nodes().stream().filter(each -> !each.equals(node)).toList();
    Map<String, Request> messages = new LinkedHashMap<>();
    messages.put(node, new Request.Advance(incarnation, after));
    sources.forEach(each -> messages.put(each, new Request.Scan(view.pass(each), after)));
    Gathering gathering = new Gathering(memory, view, sources, patienceMs);
    return QuorumTally.ask(
        memory,
        messages,
        patienceMs,
        (tally, over, now) -> {
          Map<String, Reply.Scanned> portions = tally.of(Reply.Scanned.class);
          if (tally.answers().get(node) instanceof Reply.Fenced) {
            return Optional.of(over(false));
          }
          if (!portions.containsKey(node) || portions.size() <= memory.rules().fence(view)) {
            return over
                ? Optional.of(compare(view, incarnation, after, tries + 1))
                : Optional.empty();
          }
          Portion portion = Portion.of(portions);
          return Optional.of(
              copy(
                  gathering,
                  incarnation,
                  portion.lackedBy(node),
                  1,
                  () ->
                      portion.upTo().isEmpty()
                          ? ask(
                              new Request.Admit(incarnation, view),
                              reply -> over(reply instanceof Reply.Entered))
                          : compare(view, incarnation, portion.upTo(), 1)));
        });
  }

  /** CP-14: hands over what is chosen; of the rest a round is completed first. */
  private Step<Request, Reply, Boolean> copy(
      Gathering from,
      String incarnation,
      List<String> lacked,
      int tries,
      Supplier<Step<Request, Reply, Boolean>> then) {
    if (lacked.isEmpty()) {
      return then.get();
    }
    if (tries > TRIES_MOST) {
      return over(false);
    }
    return from.read(
        lacked.subList(0, Math.min(BATCH, lacked.size())),
        found -> {
          List<String> left = new ArrayList<>(lacked);
          left.removeAll(found.chosen().stream().map(Request.Copy::register).toList());
          int next = left.size() < lacked.size() ? 1 : tries + 1;
          Supplier<Step<Request, Reply, Boolean>> onward =
              () ->
                  found.open().isEmpty()
                      ? copy(from, incarnation, left, next, then)
                      : from.complete(
                          found.open(), () -> copy(from, incarnation, left, next, then));
          return found.chosen().isEmpty()
              ? onward.get()
              : ask(
                  new Request.Refill(incarnation, found.chosen()),
                  reply -> reply instanceof Reply.Refilled ? onward.get() : over(false));
        });
  }

  private static Step<Request, Reply, Boolean> over(boolean admitted) {
    return new Step.Done<>(admitted);
  }

  /** Asks the strange node, again if the message is lost: each may come twice. */
  private Step<Request, Reply, Boolean> ask(
      Request request, Function<Reply, Step<Request, Reply, Boolean>> then) {
    return ask(request, 1, then);
  }

  private Step<Request, Reply, Boolean> ask(
      Request request, int tries, Function<Reply, Step<Request, Reply, Boolean>> then) {
    return QuorumTally.ask(
        memory,
        Map.of(node, request),
        patienceMs,
        (tally, over, now) -> {
          Reply reply = tally.answers().get(node);
          if (reply != null) {
            return Optional.of(then.apply(reply));
          }
          return over
              ? Optional.of(tries == TRIES_MOST ? over(false) : ask(request, tries + 1, then))
              : Optional.empty();
        });
  }
}
