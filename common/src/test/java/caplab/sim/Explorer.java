package caplab.sim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Visits every state that a model can reach, breadth first, so that the schedule of the first
 * violation found is a shortest one. As TLC does, a state visited is kept as a fingerprint of 64
 * bits: of ten million states two share one with a probability of about 3 in a million, and then
 * what only the second leads to is missed. Parents are kept for all, whole states only for the
 * frontier.
 */
public final class Explorer<S> {

  /** What is explored. Everything is deterministic: a state and a move give one next state. */
  public interface Model<S> {
    S initial();

    /** All that can happen next, in an order that depends on nothing but the state. */
    List<Move<S>> moves(S state);

    /** Equal for states that need not be told apart. */
    long fingerprint(S state);

    /** What is wrong in this state, or empty. */
    Optional<String> violation(S state);
  }

  /** One thing that can happen. */
  public record Move<S>(Supplier<String> label, S next) {}

  /**
   * What was found.
   *
   * @param states visited, those that need not be told apart counted once
   * @param moves made from them
   * @param depth the longest of the shortest schedules, in moves
   * @param finished whether nothing was left to visit, or something was found
   * @param violation what is wrong, and {@code schedule} the shortest way there; empty if nothing
   */
  public record Findings(
      long states,
      long moves,
      int depth,
      double seconds,
      boolean finished,
      Optional<String> violation,
      List<String> schedule) {

    /** One line, and the schedule if there is one. */
    @Override
    public String toString() {
      String counted =
          String.format(
              Locale.ROOT,
              "%s: %,d states, %,d moves, depth %d, %.1f s",
              violation.map(it -> "VIOLATED").orElse(finished ? "finished" : "NOT FINISHED"),
              states,
              moves,
              depth,
              seconds);
      return violation
          .map(it -> counted + "\n  " + String.join("\n  ", schedule) + "\n  => " + it)
          .orElse(counted);
    }
  }

  private record Reached<S>(S state, int index) {}

  private final Model<S> model;
  private final int statesMost;
  private long[] visited = new long[1 << 16];
  private int[] parents = new int[1 << 15];
  private short[] steps = new short[1 << 15];
  private int count;
  private long moves;
  private Optional<Reached<S>> wrong = Optional.empty();

  private Explorer(Model<S> model, int statesMost) {
    this.model = model;
    this.statesMost = statesMost;
  }

  /** Explores until all is visited, a violation is found, or so many states were visited. */
  public static <S> Findings explore(Model<S> model, int statesMost) {
    return new Explorer<>(model, statesMost).run();
  }

  /** The state at the end of a schedule, each step named as the explorer prints it. */
  public static <S> S replay(Model<S> model, List<String> schedule) {
    S state = model.initial();
    for (String label : schedule) {
      List<Move<S>> open = model.moves(state);
      state =
          open.stream()
              .filter(move -> move.label().get().equals(label))
              .findFirst()
              .orElseThrow(() ->
                  new AssertionError(
                      label + " is none of " + open.stream().map(it -> it.label().get()).toList()))
              .next();
    }
    return state;
  }

  private Findings run() {
    long started = System.nanoTime();
    List<Reached<S>> frontier = new ArrayList<>();
    visit(model.initial(), -1, 0, frontier);
    int depth = 0;
    while (!frontier.isEmpty() && wrong.isEmpty() && count < statesMost) {
      List<Reached<S>> next = new ArrayList<>();
      for (int i = 0; i < frontier.size() && wrong.isEmpty() && count < statesMost; i++) {
        expand(frontier.set(i, null), next);
      }
      depth += next.isEmpty() ? 0 : 1;
      frontier = next;
    }
    double seconds = (System.nanoTime() - started) / 1e9;
    return new Findings(
        count,
        moves,
        depth,
        seconds,
        count < statesMost || wrong.isPresent(),
        wrong.flatMap(it -> model.violation(it.state())),
        wrong.map(it -> schedule(it.index())).orElse(List.of()));
  }

  private void expand(Reached<S> from, List<Reached<S>> next) {
    List<Move<S>> open = model.moves(from.state());
    for (int i = 0; i < open.size() && wrong.isEmpty(); i++) {
      moves++;
      visit(open.get(i).next(), from.index(), i, next);
    }
  }

  private void visit(S state, int parent, int step, List<Reached<S>> next) {
    if (!add(model.fingerprint(state))) {
      return;
    }
    if (count == parents.length) {
      parents = Arrays.copyOf(parents, count * 2);
      steps = Arrays.copyOf(steps, count * 2);
    }
    parents[count] = parent;
    steps[count] = (short) step;
    Reached<S> reached = new Reached<>(state, count++);
    next.add(reached);
    if (model.violation(state).isPresent()) {
      wrong = Optional.of(reached);
    }
  }

  /** Open addressing; 0 marks a free place, so a fingerprint of 0 counts as 1. */
  private boolean add(long fingerprint) {
    if (count * 3L > visited.length * 2L) {
      long[] old = visited;
      visited = new long[old.length * 2];
      Arrays.stream(old).filter(it -> it != 0).forEach(it -> visited[place(it)] = it);
    }
    long key = fingerprint == 0 ? 1 : fingerprint;
    int at = place(key);
    boolean fresh = visited[at] == 0;
    visited[at] = key;
    return fresh;
  }

  private int place(long key) {
    int at = (int) key & (visited.length - 1);
    while (visited[at] != 0 && visited[at] != key) {
      at = (at + 1) & (visited.length - 1);
    }
    return at;
  }

  /** Made again from the first state, since only the moves were kept. */
  private List<String> schedule(int index) {
    List<Integer> choices = new ArrayList<>();
    for (int at = index; parents[at] >= 0; at = parents[at]) {
      choices.addFirst((int) steps[at]);
    }
    List<String> labels = new ArrayList<>();
    S state = model.initial();
    for (int choice : choices) {
      Move<S> move = model.moves(state).get(choice);
      labels.add(move.label().get());
      state = move.next();
    }
    return labels;
  }
}
