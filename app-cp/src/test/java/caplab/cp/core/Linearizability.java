package caplab.cp.core;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Judges what clients of one key were told. Versions put all definite answers in one order, so the
 * check is exact: that order must be one of writes that each happened once, and respect real time.
 */
final class Linearizability {

  private final List<Operation> operations;
  private final List<String> faults = new ArrayList<>();

  private Linearizability(List<Operation> operations) {
    this.operations = operations;
  }

  /** A witness of what cannot be, or empty. */
  static Optional<String> fault(List<Operation> operations) {
    Linearizability check = new Linearizability(operations);
    check.oneValuePerVersion();
    check.refusedIsNotApplied();
    check.conditions();
    check.realTime();
    return check.faults.stream().findFirst();
  }

  private void oneValuePerVersion() {
    Map<Long, Optional<String>> values = new HashMap<>();
    Map<Long, Operation> writers = new HashMap<>();
    Map<String, Long> versions = new HashMap<>();
    for (Operation each : operations) {
      each.version()
          .ifPresent(version -> {
            Optional<String> value =
                each.wrote() ? each.value() : each.state().orElseThrow().value();
            Optional<String> before = values.putIfAbsent(version, value);
            require(before == null || before.equals(value), "two values of one version", each);
            value.ifPresent(it -> {
              Long other = versions.putIfAbsent(it, version);
              require(other == null || other.equals(version), "applied twice", each);
            });
            if (each.wrote()) {
              require(writers.put(version, each) == null, "two writes of one version", each);
            }
          });
    }
  }

  private void refusedIsNotApplied() {
    for (Operation each : operations) {
      if (each.refused() && each.change.isPresent()) {
        for (Operation other : operations) {
          boolean seen =
              other.state().filter(it -> it.window().versionOf(each.id).isPresent()).isPresent()
                  || each.value().isPresent()
                      && other.state().map(RegisterState::value).equals(Optional.of(each.value()));
          require(!seen, "refused but applied, seen by " + other, each);
        }
      }
    }
  }

  private void conditions() {
    for (Operation each : operations) {
      if (each.change.orElse(null) instanceof Change.Put(String ignored, Change.AtVersion at)) {
        require(
            !each.wrote() || each.version().orElseThrow() == at.version() + 1,
            "written over another version",
            each);
        boolean unmet = each.outcome.orElse(null) instanceof Outcome.Unmet;
        require(!unmet || !at.holds(each.state().orElseThrow()), "the condition holds", each);
      }
    }
  }

  private void realTime() {
    for (Operation before : operations) {
      for (Operation after : operations) {
        if (before.end < after.start && before.version().isPresent()) {
          long floor = before.version().get() + (after.wrote() ? 1 : 0);
          require(after.version().orElse(floor) >= floor, "back in time after " + before, after);
        }
      }
    }
  }

  private void require(boolean holds, String what, Operation operation) {
    if (!holds) {
      faults.add(what + ": " + operation);
    }
  }
}
