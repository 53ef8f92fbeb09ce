package caplab.lab.stage;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;

/**
 * What a client heard.
 *
 * @param at nanoseconds since the start of the run
 * @param status of HTTP; 0 if no answer came
 * @param sent whether the service can have heard the request at all
 * @param closing whether the service closes the connection, as it does before it ends
 * @param values of a read, the one shown first; several only where app-ap has siblings
 * @param version of a key, of app-cp
 * @param stalenessMs the bound stated; empty also where app-ap says that it knows none
 * @param context what a next write would supersede, of app-ap
 * @param session the token to send next, of app-ap
 * @param sessionState {@code satisfied}, {@code behind} or {@code lost}, of app-ap
 * @param replica the node that answered, of app-ap
 * @param retryAfter seconds, of a refusal
 * @param outcome of a refusal: {@code not_applied} or {@code unknown}
 * @param error why there is no good answer, for people
 * @param explain what was asked of which node, where the request wanted to know
 */
public record ClientAnswer(
    long at,
    int status,
    boolean sent,
    boolean closing,
    List<String> values,
    OptionalLong version,
    OptionalLong stalenessMs,
    Optional<String> context,
    Optional<String> session,
    Optional<String> sessionState,
    Optional<String> replica,
    Optional<String> retryAfter,
    Optional<String> outcome,
    Optional<String> error,
    Optional<JsonNode> explain) {

  public ClientAnswer {
    values = List.copyOf(values);
  }

  /**
   * Nothing came.
   *
   * @param sent whether the request may have been carried out all the same
   */
  public static ClientAnswer none(long at, boolean sent, String error) {
    return new ClientAnswer(
        at,
        0,
        sent,
        false,
        List.of(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(error),
        Optional.empty());
  }

  /** Whether it was done: a value, or its absence. */
  public boolean served() {
    return status == 200 || status == 404;
  }

  public Optional<String> value() {
    return values.stream().findFirst();
  }
}
