package caplab.cp.core;

import caplab.protocol.Step;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The refill of one strange node from the nodes that entered a new view for it (CP-13 and CP-14),
 * register by register, and its admission. An attempt that meets anything unexpected is given up:
 * the next one draws another incarnation.
 *
 * @param memory must know the new view
 * @param view the new one
 * @param node the strange one
 * @param entered who entered the view for this change, at least {@link View#fence} nodes
 * @param patienceMs how long one message may take
 */
record Refill(
    ProposerMemory memory, View view, String node, List<String> entered, long patienceMs) {

  /** Readings of one register, a round between two of them, before the attempt is given up. */
  private static final int READINGS_MOST = 4;

  /** A round of the refill gets this many times the patience of one message. */
  private static final int ROUND_PATIENCE = 4;

  /** Ends with whether the node was admitted. */
  Step<Request, Reply, Boolean> start() {
    return askNode(
        new Request.Begin(view),
        reply ->
            reply instanceof Reply.Begun(String token)
                ? Optional.of(scan(token, cursors(), List.of(), new TreeSet<>()))
                : Optional.empty());
  }

  private Map<String, String> cursors() {
    Map<String, String> cursors = new LinkedHashMap<>();
    entered.forEach(each -> cursors.put(each, ""));
    return cursors;
  }

  /** Names of all registers, from the first portion to the last of so many nodes as CP-13 says. */
  private Step<Request, Reply, Boolean> scan(
      String token, Map<String, String> cursors, List<String> complete, TreeSet<String> names) {
    if (complete.size() + cursors.size() < memory.rules().fence(view)) {
      return new Step.Done<>(false);
    }
    if (cursors.isEmpty()) {
      return next(token, List.copyOf(names), 0);
    }
    Map<String, Request> messages = new LinkedHashMap<>();
    cursors.forEach(
        (each, cursor) -> messages.put(each, new Request.Scan(view.pass(each), cursor)));
    return QuorumTally.ask(
        memory,
        messages,
        patienceMs,
        (tally, over, now) ->
            over ? Optional.of(scanned(token, tally, complete, names)) : Optional.empty());
  }

  private Step<Request, Reply, Boolean> scanned(
      String token, QuorumTally tally, List<String> complete, TreeSet<String> names) {
    Map<String, String> open = new LinkedHashMap<>();
    TreeSet<String> more = new TreeSet<>(names);
    List<String> done = new ArrayList<>(complete);
    tally
        .of(Reply.Scanned.class)
        .forEach((each, portion) -> {
          more.addAll(portion.registers());
          if (portion.cursor().isEmpty()) {
            done.add(each);
          } else {
            open.put(each, portion.cursor());
          }
        });
    return scan(token, open, done, more);
  }

  private Step<Request, Reply, Boolean> next(String token, List<String> names, int index) {
    return index == names.size()
        ? askNode(
            new Request.Admit(token),
            reply ->
                reply instanceof Reply.Entered
                    ? Optional.of(new Step.Done<>(true))
                    : Optional.empty())
        : gather(
            names.get(index), 1, copy -> hand(token, copy, () -> next(token, names, index + 1)));
  }

  /** What a register must become on the node. */
  private record Copy(String register, Ballot promised, Ballot accepted, RegisterState state) {}

  /** Reads a register on the others until its highest vote is known to be chosen. */
  private Step<Request, Reply, Boolean> gather(
      String register, int reading, Function<Copy, Step<Request, Reply, Boolean>> then) {
    Map<String, Request> messages = new TreeMap<>();
    view.nodes().stream()
        .filter(each -> !each.equals(node))
        .forEach(each -> messages.put(each, new Request.Read(view.pass(each), register)));
    return QuorumTally.ask(
        memory,
        messages,
        patienceMs,
        (tally, over, now) -> {
          Collection<Reply.Held> held = tally.of(Reply.Held.class).values();
          if (held.size() >= memory.rules().fence(view) && memory.rules().chosen(view, held)) {
            return Optional.of(then.apply(copy(register, held)));
          }
          boolean enough = reading == 1 && held.size() >= view.majority();
          if (!over && !enough) {
            return Optional.empty();
          }
          return Optional.of(
              reading == READINGS_MOST
                  ? new Step.Done<>(false)
                  : complete(register, now, () -> gather(register, reading + 1, then)));
        });
  }

  private static Copy copy(String register, Collection<Reply.Held> held) {
    Ballot promised = held.stream().map(Reply.Held::promised).reduce(Ballot.ZERO, Ballot::max);
    Reply.Held top =
        held.stream()
            .reduce((one, other) -> other.accepted().above(one.accepted()) ? other : one)
            .orElseThrow();
    return new Copy(register, promised, top.accepted(), top.state());
  }

  /** CP-14: where the votes differ, a round is completed first. */
  private Step<Request, Reply, Boolean> complete(
      String register, long nowMs, Supplier<Step<Request, Reply, Boolean>> then) {
    return Read.round(memory, register, patienceMs, nowMs + ROUND_PATIENCE * patienceMs, nowMs)
        .then(
            nowMs,
            (outcome, now) ->
                outcome instanceof Outcome.Value && memory.view().same(view)
                    ? then.get()
                    : new Step.Done<>(false));
  }

  private Step<Request, Reply, Boolean> hand(
      String token, Copy copy, Supplier<Step<Request, Reply, Boolean>> then) {
    Request refill =
        new Request.Refill(token, copy.register(), copy.promised(), copy.accepted(), copy.state());
    return askNode(
        refill,
        reply -> reply instanceof Reply.Refilled ? Optional.of(then.get()) : Optional.empty());
  }

  /** Asks the strange node; anything but the answer wanted ends the attempt. */
  private Step<Request, Reply, Boolean> askNode(
      Request request, Function<Reply, Optional<Step<Request, Reply, Boolean>>> wanted) {
    return QuorumTally.ask(
        memory,
        Map.of(node, request),
        patienceMs,
        (tally, over, now) -> {
          Reply reply = tally.answers().get(node);
          Optional<Step<Request, Reply, Boolean>> then =
              reply == null ? Optional.empty() : wanted.apply(reply);
          return then.isPresent() || !over ? then : Optional.of(new Step.Done<>(false));
        });
  }
}
