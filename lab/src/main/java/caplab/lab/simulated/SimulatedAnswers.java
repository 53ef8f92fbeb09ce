package caplab.lab.simulated;

import caplab.ap.core.KeyState;
import caplab.ap.core.Outcome.Found;
import caplab.ap.core.Outcome.Written;
import caplab.ap.shell.ApStatus;
import caplab.cp.core.RegisterState;
import caplab.cp.shell.CpStatus;
import caplab.lab.stage.ClientAnswer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** Outcomes as clients would hear of them over HTTP, with the status that the services give. */
final class SimulatedAnswers {

  private static final OptionalLong NO_NUMBER = OptionalLong.empty();

  private SimulatedAnswers() {}

  /** What app-cp answers. */
  static ClientAnswer of(long at, caplab.cp.core.Outcome outcome) {
    int status = CpStatus.of(outcome);
    return switch (outcome) {
      case caplab.cp.core.Outcome.Value(RegisterState state, var rounds) ->
          cp(at, status, state.value(), state.version());
      case caplab.cp.core.Outcome.Applied(long version, var rounds) ->
          cp(at, status, Optional.empty(), version);
      case caplab.cp.core.Outcome.Unchanged(RegisterState state, var rounds) ->
          cp(at, status, Optional.empty(), state.version());
      case caplab.cp.core.Outcome.Unmet(RegisterState state, var rounds) ->
          cp(at, status, Optional.empty(), state.version());
      case caplab.cp.core.Outcome.NotApplied(var reason, var rounds) ->
          refused(at, status, reason.name());
      case caplab.cp.core.Outcome.Full full -> refused(at, status, "every node is full");
      case caplab.cp.core.Outcome.Unknown unknown -> refused(at, status, "proposed, not answered");
      case caplab.cp.core.Outcome.Reused reused -> refused(at, status, "the key was used before");
      case caplab.cp.core.Outcome.InFlight busy -> refused(at, status, "the key is in use");
    };
  }

  /** What app-ap answers when it is no good answer. */
  static ClientAnswer refusal(long at, caplab.ap.core.Outcome outcome) {
    return refused(at, ApStatus.of(outcome), outcome.getClass().getSimpleName());
  }

  /** A write or delete of app-ap that is on a node. */
  static ClientAnswer of(long at, Written written, String context, String session) {
    return ap(
        at,
        ApStatus.of(written),
        List.of(),
        NO_NUMBER,
        context,
        session,
        Optional.empty(),
        written.node());
  }

  /** What a read of app-ap showed. */
  static ClientAnswer of(
      long at, Found found, OptionalLong boundUs, String context, String session) {
    OptionalLong boundMs =
        boundUs.isPresent()
            ? OptionalLong.of((boundUs.getAsLong() + 999) / 1_000)
            : OptionalLong.empty();
    return ap(
        at,
        ApStatus.of(found),
        found.state().values().stream().map(KeyState.Sibling::value).toList(),
        boundMs,
        context,
        session,
        Optional.of(found.session().name().toLowerCase(Locale.ROOT)),
        found.node());
  }

  private static ClientAnswer ap(
      long at,
      int status,
      List<String> values,
      OptionalLong boundMs,
      String context,
      String session,
      Optional<String> sessionState,
      String node) {
    return new ClientAnswer(
        at,
        status,
        true,
        false,
        values,
        NO_NUMBER,
        boundMs,
        Optional.of(context),
        Optional.of(session),
        sessionState,
        Optional.of(node),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static ClientAnswer cp(long at, int status, Optional<String> value, long version) {
    return plain(at, status, value, OptionalLong.of(version), Optional.empty(), Optional.empty());
  }

  private static ClientAnswer refused(long at, int status, String error) {
    String outcome = status == 504 ? "unknown" : "not_applied";
    return plain(at, status, Optional.empty(), NO_NUMBER, Optional.of(outcome), Optional.of(error));
  }

  private static ClientAnswer plain(
      long at,
      int status,
      Optional<String> value,
      OptionalLong version,
      Optional<String> outcome,
      Optional<String> error) {
    return new ClientAnswer(
        at,
        status,
        true,
        false,
        value.stream().toList(),
        version,
        NO_NUMBER,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        outcome,
        error,
        Optional.empty());
  }
}
