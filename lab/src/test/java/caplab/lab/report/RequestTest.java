package caplab.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.lab.history.HistoryReader;
import caplab.lab.history.Pairing;
import caplab.lab.report.Request.Fate;
import java.io.BufferedReader;
import java.io.StringReader;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class RequestTest {

  @Test
  void aConditionThatWasNotMet_isAnAnswer() {
    assertThat(completed("fail", ",\"status\":412").fate()).isEqualTo(Fate.SERVED);
    assertThat(completed("fail", ",\"status\":503").fate()).isEqualTo(Fate.REFUSED);
    assertThat(completed("info", ",\"status\":504").fate()).isEqualTo(Fate.UNKNOWN);
  }

  @Test
  void whatWasNeverCompleted_isUnknown_andTookNoTime() {
    Request request = request("");
    assertThat(request.fate()).isEqualTo(Fate.UNKNOWN);
    assertThat(request.latencyMs()).isEmpty();
  }

  @Test
  void theServiceAskedTellsModeAndZone_whereTheHistoryDoesNot() {
    Request request = completed("ok", "");
    assertThat(request.mode()).isEqualTo("ap");
    assertThat(request.zone()).isEqualTo("g3");
    assertThat(request.latencyMs()).isEqualTo(OptionalDouble.of(1.5));
    assertThat(Instance.zone("app_cp")).isEqualTo("g1");
    assertThat(Instance.zone("n1")).isEqualTo("n1");
  }

  @Test
  void theBoundIsTakenAsAnswered_unlessItIsUnknown() {
    assertThat(completed("ok", ",\"staleness_ms\":12").stalenessMs())
        .isEqualTo(OptionalDouble.of(12));
    assertThat(completed("ok", ",\"staleness_ms\":null").stalenessMs()).isEmpty();
  }

  private static Request completed(String type, String more) {
    return request(
        """
        {"process":1,"type":"%s","f":"read","key":"k","value":"a","time":2500000,"node":"app_ap_g3"%s}
        """
            .formatted(type, more));
  }

  private static Request request(String completion) {
    String history =
        """
        {"process":1,"type":"invoke","f":"read","key":"k","value":null,"time":1000000,"node":"app_ap_g3"}
        """
            + completion;
    return Request.of(
        Pairing.operations(
                HistoryReader.read(new BufferedReader(new StringReader(history)), "test").toList())
            .getFirst());
  }
}
