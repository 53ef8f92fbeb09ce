package caplab.cp.core;

import caplab.protocol.Step;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What members of a view hold of many registers at once, and rounds for those of which it is not
 * known what is chosen (CP-14).
 *
 * @param memory of this instance
 * @param view that every message names
 * @param members who are asked
 * @param patienceMs how long one message may take
 */
record Gathering(ProposerMemory memory, View view, List<String> members, long patienceMs) {

  /**
   * What was found of the first of some registers.
   *
   * @param chosen the highest vote of each, known to be chosen, and the highest promise
   * @param open of which the highest vote may not be chosen yet
   */
  record Found(List<Request.Copy> chosen, List<String> open) {
    static final Found NOTHING = new Found(List.of(), List.of());
  }

  /** Reads registers, in as many nodes as CP-13 says; nothing is found where too few answer. */
  <O> Step<Request, Reply, O> read(
      List<String> registers, Function<Found, Step<Request, Reply, O>> then) {
    return QuorumTally.ask(
        memory,
        each(registers, Request.Read::new),
        patienceMs,
        (tally, over, now) -> {
          var answers = tally.of(Reply.Each.class).values();
          boolean enough = answers.size() >= memory.rules().fence(view);
          Found found = enough ? found(registers, answers) : Found.NOTHING;
          return over || enough && found.open().isEmpty()
              ? Optional.of(then.apply(found))
              : Optional.empty();
        });
  }

  private Found found(List<String> registers, Collection<Reply.Each> answers) {
    int told = answers.stream().mapToInt(each -> each.replies().size()).min().orElse(0);
    List<Request.Copy> chosen = new ArrayList<>();
    List<String> open = new ArrayList<>();
    for (int i = 0; i < told; i++) {
      List<Reply.Held> held = at(i, answers, Reply.Held.class);
      if (memory.rules().chosen(view, held)) {
        chosen.add(copy(registers.get(i), held));
      } else {
        open.add(registers.get(i));
      }
    }
    return new Found(chosen, open);
  }

  private static Request.Copy copy(String register, Collection<Reply.Held> held) {
    Ballot promised = held.stream().map(Reply.Held::promised).reduce(Ballot.ZERO, Ballot::max);
    Reply.Held top =
        held.stream()
            .reduce((one, other) -> other.accepted().above(one.accepted()) ? other : one)
            .orElseThrow();
    return new Request.Copy(register, promised, top.accepted(), top.state());
  }

  /** A round that changes nothing for each of the registers, as far as a majority takes part. */
  <O> Step<Request, Reply, O> complete(
      List<String> registers, Supplier<Step<Request, Reply, O>> then) {
    Ballot ballot = memory.ballot();
    return askAll(
        each(registers, (pass, register) -> new Request.Prepare(pass, register, ballot)),
        registers.size(),
        reply -> reply instanceof Reply.Promised,
        answers -> {
          Map<String, RegisterState> states = new TreeMap<>();
          for (int i = 0; i < registers.size(); i++) {
            List<Reply.Promised> promises = at(i, answers, Reply.Promised.class);
            if (promises.size() >= memory.rules().quorum(view)) {
              states.put(registers.get(i), memory.rules().newest(promises));
            }
          }
          return states.isEmpty() ? then.get() : accept(ballot, states, then);
        });
  }

  private <O> Step<Request, Reply, O> accept(
      Ballot ballot, Map<String, RegisterState> states, Supplier<Step<Request, Reply, O>> then) {
    return askAll(
        each(
            List.copyOf(states.keySet()),
            (pass, register) ->
                new Request.Accept(pass, register, ballot, states.get(register), ballot)),
        states.size(),
        reply -> reply instanceof Reply.Accepted,
        answers -> then.get());
  }

  /** Goes on when a majority did as asked for every register, or no more answers come. */
  private <O> Step<Request, Reply, O> askAll(
      Map<String, Request> messages,
      int registers,
      Predicate<Reply> wanted,
      Function<Collection<Reply.Each>, Step<Request, Reply, O>> then) {
    return QuorumTally.ask(
        memory,
        messages,
        patienceMs,
        (tally, over, now) -> {
          var answers = tally.of(Reply.Each.class).values();
          boolean all =
              IntStream.range(0, registers)
                  .allMatch(
                      i -> at(i, answers).filter(wanted).count() >= memory.rules().quorum(view));
          return over || all ? Optional.of(then.apply(answers)) : Optional.empty();
        });
  }

  private Map<String, Request> each(
      List<String> registers, BiFunction<View.Pass, String, Request.Voting> request) {
    Map<String, Request> messages = new TreeMap<>();
    members.forEach(member -> {
      View.Pass pass = view.pass(member);
      messages.put(
          member,
          new Request.Each(
              registers.stream().map(register -> request.apply(pass, register)).toList()));
    });
    return messages;
  }

  private static <T extends Reply> List<T> at(
      int index, Collection<Reply.Each> answers, Class<T> kind) {
    return at(index, answers).filter(kind::isInstance).map(kind::cast).toList();
  }

  private static Stream<Reply> at(int index, Collection<Reply.Each> answers) {
    return answers.stream()
        .filter(each -> index < each.replies().size())
        .map(each -> each.replies().get(index));
  }
}
