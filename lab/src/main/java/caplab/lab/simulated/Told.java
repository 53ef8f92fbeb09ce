package caplab.lab.simulated;

import caplab.ap.core.Outcome.Found;
import caplab.ap.core.Outcome.Written;
import caplab.cp.core.RegisterState;
import caplab.lab.stage.Answer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** Outcomes as clients hear of them, with the status that the services give them. */
final class Told {

  private Told() {}

  /** What app-cp answers. */
  static Answer of(long at, caplab.cp.core.Outcome outcome) {
    return switch (outcome) {
      case caplab.cp.core.Outcome.Value(RegisterState state, var rounds) ->
          cp(at, state.value().isPresent() ? 200 : 404, state.value(), state.version());
      case caplab.cp.core.Outcome.Applied(long version, var rounds) ->
          cp(at, 200, Optional.empty(), version);
      case caplab.cp.core.Outcome.Unchanged(RegisterState state, var rounds) ->
          cp(at, 200, Optional.empty(), state.version());
      case caplab.cp.core.Outcome.Unmet(RegisterState state, var rounds) ->
          cp(at, 412, Optional.empty(), state.version());
      case caplab.cp.core.Outcome.NotApplied(var reason, var rounds) ->
          refused(at, 503, reason.name());
      case caplab.cp.core.Outcome.Full full -> refused(at, 507, "every node is full");
      case caplab.cp.core.Outcome.Unknown unknown -> refused(at, 504, "proposed, not answered");
      case caplab.cp.core.Outcome.InFlight busy -> refused(at, 409, "the key is in use");
      case caplab.cp.core.Outcome.Reused reused -> refused(at, 422, "the key was used before");
    };
  }

  /**
   * What app-ap answers when it is no good answer.
   *
   * @throws IllegalArgumentException of a good one
   */
  static Answer refusal(long at, caplab.ap.core.Outcome outcome) {
    return switch (outcome) {
      case caplab.ap.core.Outcome.Unavailable none -> refused(at, 503, "too few nodes");
      case caplab.ap.core.Outcome.TooStale stale -> refused(at, 503, "too stale");
      case caplab.ap.core.Outcome.SessionBehind behind -> refused(at, 503, "session behind");
      case caplab.ap.core.Outcome.Full full -> refused(at, 507, "every node is full");
      case caplab.ap.core.Outcome.Unknown unknown -> refused(at, 504, "sent, not answered");
      case Written written -> throw new IllegalArgumentException("a write is an answer");
      case Found found -> throw new IllegalArgumentException("a read is an answer");
    };
  }

  /** A write or delete of app-ap that is on a node. */
  static Answer of(long at, Written written, String context, String session) {
    OptionalLong none = OptionalLong.empty();
    return ap(at, 200, List.of(), none, context, session, Optional.empty(), written.node());
  }

  /** What a read of app-ap showed. */
  static Answer of(long at, Found found, OptionalLong boundUs, String context, String session) {
    List<String> values =
        found.state().values().stream().map(caplab.ap.core.KeyState.Sibling::value).toList();
    int status = values.isEmpty() ? 404 : 200;
    String state = found.session().name().toLowerCase(Locale.ROOT);
    OptionalLong boundMs =
        boundUs.isPresent()
            ? OptionalLong.of((boundUs.getAsLong() + 999) / 1_000)
            : OptionalLong.empty();
    return ap(at, status, values, boundMs, context, session, Optional.of(state), found.node());
  }

  private static Answer ap(
      long at,
      int status,
      List<String> values,
      OptionalLong boundMs,
      String context,
      String session,
      Optional<String> sessionState,
      String node) {
    return new Answer(
        at,
        status,
        true,
        false,
        values,
        OptionalLong.empty(),
        boundMs,
        Optional.of(context),
        Optional.of(session),
        sessionState,
        Optional.of(node),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static Answer cp(long at, int status, Optional<String> value, long version) {
    return plain(at, status, value, OptionalLong.of(version), Optional.empty(), Optional.empty());
  }

  private static Answer refused(long at, int status, String error) {
    return plain(
        at,
        status,
        Optional.empty(),
        OptionalLong.empty(),
        Optional.of(status == 504 ? "unknown" : "not_applied"),
        Optional.of(error));
  }

  private static Answer plain(
      long at,
      int status,
      Optional<String> value,
      OptionalLong version,
      Optional<String> outcome,
      Optional<String> error) {
    return new Answer(
        at,
        status,
        true,
        false,
        value.stream().toList(),
        version,
        OptionalLong.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        outcome,
        error);
  }
}
