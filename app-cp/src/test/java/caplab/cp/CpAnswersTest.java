package caplab.cp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import caplab.cp.core.OperationToken;
import caplab.cp.core.Outcome;
import caplab.cp.core.Outcome.Asked;
import caplab.cp.core.Outcome.Heard;
import caplab.cp.core.Outcome.Reason;
import caplab.cp.core.Outcome.Trace;
import caplab.http.FakeNode;
import caplab.http.NodeWords;
import caplab.http.NodeWords.Word;
import caplab.http.Problem;
import caplab.http.Request;
import caplab.seal.HmacSeal;
import caplab.trace.RequestSpan;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What refusals say is true of what happened, case by case. */
class CpAnswersTest {

  private static final List<String> NODES = List.of("db_g1", "db_g2", "db_g3");

  private final List<FakeNode> nodes = NODES.stream().map(FakeNode::new).toList();
  private final CpAnswers answers =
      new CpAnswers(
          new CpConfig(
              Duration.ofSeconds(1),
              100,
              5_000,
              new HmacSeal("a secret of thirty-two bytes or more", Optional.empty())),
          new NodeWords(nodes),
          Map::of);

  private static Request request(Map<String, List<String>> headers) {
    return new Request(
        "POST",
        "/write/k",
        Map.of(),
        Optional.of("k"),
        Optional.of("v"),
        name -> headers.getOrDefault(name, List.of()),
        Map.of(),
        Map.of(),
        "id",
        RequestSpan.NONE,
        Optional.empty(),
        0);
  }

  private static Trace round(Asked asked, Heard... words) {
    Map<String, Heard> heard = new LinkedHashMap<>();
    for (int i = 0; i < words.length; i++) {
      heard.put(NODES.get(i), words[i]);
    }
    return new Trace(asked, "1", heard);
  }

  private Problem refusal(Outcome outcome) {
    return refusal(outcome, Map.of());
  }

  private Problem refusal(Outcome outcome, Map<String, List<String>> headers) {
    return catchThrowableOfType(
        Problem.class, () -> answers.of("write", request(headers), outcome));
  }

  private static String detail(Problem problem) {
    return problem.detail().orElseThrow();
  }

  @Test
  void namesWhoWasProposedTo_andWhoAccepted() {
    Problem some =
        refusal(
            new Outcome.Unknown(
                "o",
                1,
                List.of(
                    round(Asked.PREPARE, Heard.PROMISED, Heard.PROMISED, Heard.WAITING),
                    round(Asked.ACCEPT, Heard.ACCEPTED, Heard.LOST, Heard.SKIPPED),
                    round(Asked.PREPARE, Heard.PROMISED, Heard.LOST, Heard.SKIPPED))));
    assertThat(detail(some))
        .isEqualTo("It was proposed to db_g1, db_g2 and accepted by db_g1, which is no majority");
    Problem none =
        refusal(
            new Outcome.Unknown(
                "o", 1, List.of(round(Asked.ACCEPT, Heard.LOST, Heard.LOST, Heard.LOST))));
    assertThat(detail(none)).contains("accepted by none that answered");
  }

  @Test
  void saysThatNothingWasProposed_onlyIfSo_whereAnEarlierRequestMayHave() {
    Map<String, List<String>> keyed = Map.of("idempotency-key", List.of("x"));
    Problem unsent = refusal(new Outcome.Unknown("o", 0, List.of()), keyed);
    assertThat(detail(unsent)).startsWith("This request sent nothing;");
    Problem read =
        refusal(
            new Outcome.Unknown(
                "o", 0, List.of(round(Asked.READ, Heard.HELD, Heard.LOST, Heard.LOST))),
            keyed);
    assertThat(detail(read)).startsWith("This request proposed nothing;");
    Problem sent =
        refusal(
            new Outcome.Unknown(
                "o", 0, List.of(round(Asked.ACCEPT, Heard.ACCEPTED, Heard.LOST, Heard.LOST))),
            keyed);
    assertThat(detail(sent)).startsWith("It may have been proposed");
  }

  @Test
  void blamesOthersAndSilence_onlyWhereThereWereAny() {
    assertThat(detail(refusal(new Outcome.NotApplied(Reason.CONTENTION, List.of()))))
        .startsWith("Earlier requests");
    assertThat(
            detail(
                refusal(
                    new Outcome.NotApplied(
                        Reason.CONTENTION,
                        List.of(
                            round(Asked.PREPARE, Heard.PROMISED, Heard.PROMISED, Heard.WAITING))))))
        .startsWith("The deadline passed");
    assertThat(
            detail(
                refusal(
                    new Outcome.NotApplied(
                        Reason.NO_QUORUM,
                        List.of(round(Asked.PREPARE, Heard.PROMISED, Heard.WAITING, Heard.LOST))))))
        .isEqualTo("No majority of the nodes answered in time");
    assertThat(
            detail(
                refusal(
                    new Outcome.Full(
                        List.of(round(Asked.ACCEPT, Heard.FULL, Heard.SKIPPED, Heard.SKIPPED))))))
        .isEqualTo("Refused for lack of memory by db_g1; no majority of the nodes is left");
  }

  /** CP-18: they answered, in time, and said no. */
  @Test
  void blamesNodesThatTakeNoWrites() {
    Outcome.NotApplied refused = new Outcome.NotApplied(Reason.NO_QUORUM, List.of());
    assertThat(
            CpDetails.notApplied(
                refused,
                Map.of("db_g1", Word.REFUSED, "db_g2", Word.REFUSED, "db_g3", Word.ACCEPTED),
                Map.of()))
        .startsWith("Too few nodes take writes");
    assertThat(
            CpDetails.notApplied(
                refused,
                Map.of("db_g1", Word.REFUSED, "db_g2", Word.UNREACHABLE, "db_g3", Word.UNREACHABLE),
                Map.of()))
        .startsWith("No majority of the nodes is reachable");
  }

  @Test
  void isNotSettled_byAMajorityThatOnlyPromised() {
    OperationToken token = new OperationToken("k:k", "o", 1);
    Outcome promised =
        new Outcome.Unknown(
            "o", 1, List.of(round(Asked.PREPARE, Heard.PROMISED, Heard.PROMISED, Heard.PROMISED)));
    Problem problem =
        catchThrowableOfType(
            Problem.class, () -> answers.settled(request(Map.of()), token, promised));
    assertThat(problem.kind()).isEqualTo(Problem.Kind.UNSETTLED);
    Outcome accepted =
        new Outcome.Unknown(
            "o", 1, List.of(round(Asked.ACCEPT, Heard.ACCEPTED, Heard.ACCEPTED, Heard.WAITING)));
    assertThat(answers.settled(request(Map.of()), token, accepted).body())
        .containsEntry("outcome", "unknown");
  }
}
