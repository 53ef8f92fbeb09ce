package caplab.lab.trial;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.lab.history.Facts;
import caplab.lab.history.HistoryEvent;
import caplab.lab.history.HistoryEvent.Type;
import caplab.lab.model.Topology.Kind;
import caplab.lab.stage.Answers;
import caplab.lab.stage.ClientAnswer;
import caplab.lab.stage.ClientCall;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class RecorderTest {

  private final Recorder recorder = new Recorder();

  private Type typeOf(ClientCall call, ClientAnswer answer) {
    HistoryEvent begun = recorder.begin(recorder.process(), 0, call);
    return recorder.end(begun, answer).type();
  }

  @ParameterizedTest
  @CsvSource({
    "200, OK",
    "412, FAIL",
    "503, FAIL",
    "507, FAIL",
    "504, INFO",
    "500, INFO",
    "0, INFO"
  })
  void takesARefusalOfAWriteForCertain_andSilenceForUnknown(int status, Type type) {
    assertThat(typeOf(ClientCall.write(Kind.CP, 1, "k", "v"), Answers.of(1, status)))
        .isEqualTo(type);
  }

  @ParameterizedTest
  @CsvSource({"200, OK", "404, OK", "503, FAIL", "504, FAIL", "0, FAIL"})
  void takesAReadThatWasNotAnswered_forOneWithoutEffect(int status, Type type) {
    assertThat(typeOf(ClientCall.read(Kind.AP, 1, "k"), Answers.of(1, status))).isEqualTo(type);
  }

  @Test
  void takesAWriteThatNeverLeft_forRefused() {
    ClientAnswer refused = ClientAnswer.none(1, false, "ConnectException");
    assertThat(typeOf(ClientCall.write(Kind.AP, 1, "k", "v"), refused)).isEqualTo(Type.FAIL);
  }

  @Test
  void notesAnUnknownBoundAsNull_andSiblingsInTheOrderShown() {
    HistoryEvent begun = recorder.begin(0, 0, ClientCall.read(Kind.AP, 2, "k"));
    HistoryEvent end = recorder.end(begun, Answers.of(1, 200, "a", "b"));
    assertThat(end.fact(Facts.STALENESS_MS))
        .hasValueSatisfying(it -> assertThat(it.isNull()).isTrue());
    assertThat(end.fact(Facts.SIBLINGS)).map(JsonNode::toString).hasValue("[\"a\",\"b\"]");
    assertThat(end.value().asString()).isEqualTo("a");
    assertThat(end.node()).isEqualTo("app_ap_g2");
  }

  @Test
  void writesTheHistoryInOrderOfTime_thoughAnswersAreNotedLate() {
    HistoryEvent first = recorder.begin(0, 10, ClientCall.read(Kind.AP, 1, "k"));
    recorder.begin(1, 30, ClientCall.read(Kind.AP, 1, "k"));
    recorder.end(first, Answers.of(20, 200, "a"));
    assertThat(recorder.history()).extracting(HistoryEvent::time).containsExactly(10L, 20L, 30L);
  }
}
