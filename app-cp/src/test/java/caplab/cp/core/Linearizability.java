package caplab.cp.core;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Judges what clients of one key were told. Versions put all definite answers in one order, so the
 * check is exact: that order must be one of writes that each happened once, and respect real time.
 */
final class Linearizability {

  private final List<Operation> operations;
  private final List<String> faults = new ArrayList<>();

  /** What each version holds, as far as anybody was told. */
  private final Map<Long, Optional<String>> values = new HashMap<>();

  /** Who was told that the version is theirs. */
  private final Map<Long, Operation> writers = new HashMap<>();

  /**
   * Which versions an operation made, by its id, as values tell: of a keyed write one each day that
   * it was asked for (CP-8).
   */
  private final Map<String, SortedSet<Long>> rounds = new HashMap<>();

  private Linearizability(List<Operation> operations) {
    this.operations = operations;
  }

  /** A witness of what cannot be, or empty. */
  static Optional<String> fault(List<Operation> operations) {
    Linearizability check = new Linearizability(operations);
    check.oneValuePerVersion();
    check.refusedIsNotApplied();
    check.everyRoundIsSomebodys();
    check.conditions();
    check.realTime();
    check.sameAgain();
    return check.faults.stream().findFirst();
  }

  private void oneValuePerVersion() {
    values.put(0L, Optional.empty());
    Map<String, Set<Long>> versions = new HashMap<>();
    for (Operation each : operations) {
      each.version()
          .ifPresent(version -> {
            Optional<String> value =
                each.wrote() ? each.value() : each.state().orElseThrow().value();
            Optional<String> before = values.putIfAbsent(version, value);
            require(before == null || before.equals(value), "two values of one version", each);
            value.ifPresent(it -> {
              Set<Long> made = versions.computeIfAbsent(it, any -> new HashSet<>());
              made.add(version);
              require(made.size() <= Math.max(1, asked(value)), "applied twice", each);
            });
            if (each.wrote()) {
              require(writers.put(version, each) == null, "two writes of one version", each);
            }
          });
    }
  }

  /** How many operations write this and may have been applied. */
  private long asked(Optional<String> value) {
    return operations.stream()
        .filter(each -> !each.refused() && each.value().equals(value))
        .count();
  }

  private void refusedIsNotApplied() {
    for (Operation each : operations) {
      if (each.refused() && each.value().isPresent() && asked(each.value()) == 0) {
        for (Operation other : operations) {
          if (other.state().map(RegisterState::value).equals(Optional.of(each.value()))) {
            fault("refused but applied, seen by " + other, each);
          }
        }
      }
    }
  }

  /**
   * What the values tell of the rounds that led to them: each is a write that was acknowledged with
   * this version, or one whose client does not know.
   */
  private void everyRoundIsSomebodys() {
    Map<Long, String> ids = new TreeMap<>();
    Map<String, Long> versions = new HashMap<>();
    for (Operation each : operations) {
      each.state()
          .ifPresent(state -> {
            for (OperationWindow.Round round : state.window().rounds()) {
              String id = ids.putIfAbsent(round.version(), round.id());
              require(id == null || id.equals(round.id()), "two rounds of one version", each);
              Long version = versions.putIfAbsent(round.id(), round.version());
              require(version == null || version == round.version(), "one round twice", each);
              rounds.computeIfAbsent(name(round.id()), any -> new TreeSet<>()).add(round.version());
            }
          });
    }
    Set<String> possible =
        operations.stream()
            .filter(each -> !each.refused() && !each.wrote())
            .map(each -> each.id)
            .collect(Collectors.toSet());
    Map<String, Long> open =
        operations.stream()
            .filter(each -> each.open() && each.id.isEmpty() && each.change.isPresent())
            .collect(Collectors.groupingBy(each -> each.author, Collectors.counting()));
    ids.forEach((version, id) -> {
      Operation writer = writers.get(version);
      String author = id.substring(0, Math.max(0, id.indexOf('.')));
      if (writer != null) {
        boolean its =
            writer.id.isEmpty() ? writer.author.equals(author) : writer.id.equals(name(id));
        require(its, "made by another", writer);
      } else if (!possible.contains(name(id)) && open.merge(author, -1L, Long::sum) < 0) {
        faults.add("version " + version + " is by " + id + ", which no client may have asked for");
      }
    });
  }

  private void conditions() {
    for (Operation each : operations) {
      each.change
          .flatMap(Linearizability::condition)
          .ifPresent(condition -> {
            each.version()
                .filter(version -> each.wrote() && values.containsKey(version - 1))
                .map(version -> version - 1)
                .map(it -> new RegisterState(it, values.get(it), OperationWindow.EMPTY))
                .ifPresent(before ->
                    require(condition.holds(before), "the condition does not hold", each));
            boolean unmet = each.outcome.orElse(null) instanceof Outcome.Unmet;
            require(
                !unmet || !condition.holds(each.state().orElseThrow()),
                "the condition holds",
                each);
          });
      if (each.outcome.orElse(null) instanceof Outcome.Unchanged(RegisterState state, var rounds)) {
        require(state.value().isEmpty(), "there was something to delete", each);
      }
    }
  }

  private static Optional<Change.Condition> condition(Change change) {
    return switch (change) {
      case Change.Put(String ignored, Change.Condition condition) -> Optional.of(condition);
      case Change.Delete(Change.Condition condition) -> Optional.of(condition);
      case Change.Identity ignored -> Optional.empty();
      case Change.Refuse ignored -> Optional.empty();
    };
  }

  private void realTime() {
    Map<String, List<Long>> unknown = new HashMap<>();
    for (Operation after : operations) {
      boolean reads = after.version().isPresent() && !after.wrote();
      long floor = 0;
      for (Operation before : operations) {
        if (before.end < after.start && before.version().isPresent()) {
          long least = before.version().get() + (reads ? 0 : 1);
          floor = Math.max(floor, least);
          if (after.version().filter(version -> version < least).isPresent()) {
            fault("back in time after " + before, after);
          }
        }
      }
      if (after.version().isEmpty() && !after.refused()) {
        unknown.computeIfAbsent(after.id, any -> new ArrayList<>()).add(floor);
      }
    }
    unknown.forEach(this::madeInTime);
  }

  /**
   * Writes whose clients do not know, where values tell when they happened: each version of theirs
   * needs one of them that had been asked for by then.
   */
  private void madeInTime(String id, List<Long> floors) {
    List<Long> made =
        rounds.getOrDefault(id, Collections.emptySortedSet()).stream()
            .filter(version -> !writers.containsKey(version))
            .toList();
    for (int i = 0; i < made.size(); i++) {
      long version = made.get(i);
      if (floors.stream().filter(floor -> floor <= version).count() <= i) {
        faults.add("back in time: %s made %s, not before %s".formatted(id, made, floors));
      }
    }
  }

  /** Who asks again is told the same, or that it is not known. */
  private void sameAgain() {
    for (Operation each : operations) {
      for (Outcome outcome : each.repeated) {
        boolean same =
            switch (outcome) {
              case Outcome.Applied(long version, var ignored) ->
                  each.wrote() && each.version().filter(it -> it == version).isPresent();
              case Outcome.Unknown ignored -> true;
              case Outcome.InFlight ignored -> true;
              case Outcome.Value ignored -> false;
              case Outcome.Unchanged ignored -> each.refused();
              case Outcome.Unmet ignored -> each.refused();
              case Outcome.NotApplied ignored -> each.refused();
              case Outcome.Full ignored -> each.refused();
              case Outcome.Reused ignored -> each.refused();
            };
        require(same, "told something else when asked again", each);
      }
    }
  }

  /** Of a keyed write's id what its client knows: all but which claim it is. */
  private static String name(String id) {
    return id.startsWith("k") ? id.split("-", 2)[0] : id;
  }

  private void require(boolean holds, String what, Operation operation) {
    if (!holds) {
      fault(what, operation);
    }
  }

  private void fault(String what, Operation operation) {
    faults.add(what + ": " + operation);
  }
}
