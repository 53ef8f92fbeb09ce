package caplab.lab.run;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.lab.history.HistoryReader;
import caplab.lab.history.RequestFate;
import java.io.BufferedReader;
import java.io.StringReader;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ClientRequestTest {

  @Test
  void aConditionThatWasNotMet_isAnAnswer() {
    assertThat(completed("fail", ",\"status\":412").fate()).isEqualTo(RequestFate.SERVED);
    assertThat(completed("fail", ",\"status\":503").fate()).isEqualTo(RequestFate.REFUSED);
    assertThat(completed("info", ",\"status\":504").fate()).isEqualTo(RequestFate.UNANSWERED);
  }

  @Test
  void whatWasNeverCompleted_isUnknown_andTookNoTime() {
    ClientRequest request = request("");
    assertThat(request.fate()).isEqualTo(RequestFate.UNANSWERED);
    assertThat(request.latencyMs()).isEmpty();
  }

  @Test
  void theServiceAskedTellsModeAndZone_whereTheHistoryDoesNot() {
    ClientRequest request = completed("ok", "");
    assertThat(request.mode()).isEqualTo("ap");
    assertThat(request.zone()).isEqualTo("g3");
    assertThat(request.latencyMs()).isEqualTo(OptionalDouble.of(1.5));
    assertThat(new Sample(0, "app_cp", "g1", null, null, 0, null).mode()).isEqualTo("cp");
  }

  @Test
  void theBoundIsTakenAsAnswered_unlessItIsUnknown() {
    assertThat(completed("ok", ",\"staleness_ms\":12").stalenessMs())
        .isEqualTo(OptionalDouble.of(12));
    assertThat(completed("ok", ",\"staleness_ms\":null").stalenessMs()).isEmpty();
  }

  private static ClientRequest completed(String type, String more) {
    return request(
        """
        {"process":1,"type":"%s","f":"read","key":"k","value":"a","time":2500000,"node":"app_ap_g3"%s}
        """
            .formatted(type, more));
  }

  private static ClientRequest request(String completion) {
    String history =
        """
        {"process":1,"type":"invoke","f":"read","key":"k","value":null,"time":1000000,"node":"app_ap_g3"}
        """
            + completion;
    return ClientRequest.of(
            HistoryReader.read(new BufferedReader(new StringReader(history)), "test").toList())
        .getFirst();
  }
}
