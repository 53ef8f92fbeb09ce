package caplab.cp;

import caplab.cp.core.Ballot;
import caplab.cp.core.KeyedWrite;
import caplab.cp.core.RegisterState;
import caplab.cp.core.Reply;
import caplab.cp.core.Request;
import caplab.trace.SpanWords;
import java.util.Map;

/** The messages of app-cp as spans tell them: by their ballots. */
final class CpSpans implements SpanWords<Request, Reply> {

  static final CpSpans WORDS = new CpSpans();

  private static final String BALLOT = "cap.ballot";

  /** Whether a round is about what the client asked for or about its Idempotency-Key (CP-8). */
  private static final String REGISTER = "cap.register";

  private CpSpans() {}

  @Override
  public String script(Request request) {
    return (request instanceof Request.Read ? RedisReplica.READ : RedisReplica.PROPOSE).name();
  }

  @Override
  public Map<String, String> asked(Request request) {
    return switch (request) {
      case Request.Read(var pass, String register) -> Map.of(REGISTER, kind(register));
      case Request.Prepare(var pass, String register, Ballot ballot) ->
          Map.of(REGISTER, kind(register), BALLOT, ballot.toString());
      case Request.Accept(var pass, String register, Ballot ballot, var state, Ballot next) ->
          Map.of(
              REGISTER,
              kind(register),
              BALLOT,
              ballot.toString(),
              "cap.ballot.next",
              next.toString(),
              "cap.version",
              version(state));
      case Request other -> Map.of();
    };
  }

  @Override
  public Map<String, String> answered(Reply reply) {
    return switch (reply) {
      case Reply.Held(Ballot promised, Ballot accepted, RegisterState state) ->
          Map.of(
              "cap.ballot.promised",
              promised.toString(),
              "cap.ballot.accepted",
              accepted.toString(),
              "cap.version",
              version(state));
      case Reply.Promised(Ballot accepted, RegisterState state) ->
          Map.of("cap.ballot.accepted", accepted.toString(), "cap.version", version(state));
      case Reply.Conflict(Ballot newest) -> Map.of("cap.ballot.newest", newest.toString());
      case Reply other -> Map.of();
    };
  }

  private static String kind(String register) {
    return KeyedWrite.isClaim(register) ? "claim" : "key";
  }

  private static String version(RegisterState state) {
    return Long.toString(state.version());
  }
}
