package caplab.cp.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What one client asked of one key and what it was told; mutable while in progress. */
final class Operation {
  final Optional<Change> change;
  final double start;
  double end = Double.POSITIVE_INFINITY;
  Optional<Outcome> outcome = Optional.empty();

  /** Its id in the history of the register, empty while only the instance knows it. */
  String id;

  /** Whose ids it gets while that is so. */
  final String author;

  /** Later answers to the same keyed write. */
  final List<Outcome> repeated = new ArrayList<>();

  private Operation(String id, String author, Optional<Change> change, double start) {
    this.id = id;
    this.author = author;
    this.change = change;
    this.start = start;
  }

  /**
   * @param change empty for a read
   */
  Operation(String id, Optional<Change> change, double start) {
    this(id, "", change, start);
  }

  /** An operation whose id is drawn by the one who proposes it. */
  static Operation by(String author, Optional<Change> change, double start) {
    return new Operation("", author, change, start);
  }

  void told(Outcome answer, double now) {
    outcome = Optional.of(answer);
    end = now;
    if (answer instanceof Outcome.Unknown unknown && id.isEmpty()) {
      id = unknown.operation();
    }
  }

  /** The version that the answer speaks of, if it is a definite one. */
  Optional<Long> version() {
    return outcome.flatMap(answer ->
        switch (answer) {
          case Outcome.Applied(long version, var ignored) -> Optional.of(version);
          case Outcome.Value ignored -> state().map(RegisterState::version);
          case Outcome.Unchanged ignored -> state().map(RegisterState::version);
          case Outcome.Unmet ignored -> state().map(RegisterState::version);
          case Outcome.NotApplied ignored -> Optional.empty();
          case Outcome.Full ignored -> Optional.empty();
          case Outcome.Unknown ignored -> Optional.empty();
          case Outcome.Reused ignored -> Optional.empty();
          case Outcome.InFlight ignored -> Optional.empty();
        });
  }

  /** The state shown in the answer. */
  Optional<RegisterState> state() {
    return outcome.flatMap(answer ->
        switch (answer) {
          case Outcome.Value(RegisterState state, var ignored) -> Optional.of(state);
          case Outcome.Unchanged(RegisterState state, var ignored) -> Optional.of(state);
          case Outcome.Unmet(RegisterState state, var ignored) -> Optional.of(state);
          case Outcome.Applied ignored -> Optional.empty();
          case Outcome.NotApplied ignored -> Optional.empty();
          case Outcome.Full ignored -> Optional.empty();
          case Outcome.Unknown ignored -> Optional.empty();
          case Outcome.Reused ignored -> Optional.empty();
          case Outcome.InFlight ignored -> Optional.empty();
        });
  }

  /** No answer yet. */
  boolean open() {
    return outcome.isEmpty();
  }

  /** Whether it was told for good what became of it. */
  boolean isSettled() {
    return outcome
        .filter(it -> !(it instanceof Outcome.Unknown || it instanceof Outcome.InFlight))
        .isPresent();
  }

  boolean wrote() {
    return outcome.filter(Outcome.Applied.class::isInstance).isPresent();
  }

  /** Told that it does not take effect. */
  boolean refused() {
    return isSettled() && !wrote() && change.isPresent();
  }

  /** What it writes, if applied. */
  Optional<String> value() {
    return change.flatMap(it ->
        switch (it) {
          case Change.Put(String value, var ignored) -> Optional.of(value);
          case Change.Delete ignored -> Optional.empty();
          case Change.Identity ignored -> Optional.empty();
          case Change.Refuse ignored -> Optional.empty();
        });
  }

  @Override
  public String toString() {
    return (id.isEmpty() ? "of " + author : id)
        + " "
        + change
        + " ["
        + start
        + ", "
        + end
        + "] "
        + outcome.map(it -> it.by(List.of()))
        + (repeated.isEmpty() ? "" : " then " + repeated);
  }
}
