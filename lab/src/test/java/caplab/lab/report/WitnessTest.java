package caplab.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.lab.history.HistoryReader;
import caplab.lab.history.Pairing;
import caplab.lab.report.Witness.Step;
import java.io.BufferedReader;
import java.io.StringReader;
import java.util.List;
import org.junit.jupiter.api.Test;

class WitnessTest {

  private static final String HISTORY =
      """
      {"process":1,"type":"invoke","f":"write","key":"a  key: odd","value":"x","time":1000000,"node":"app_cp_g2"}
      {"process":2,"type":"invoke","f":"read","key":"a  key: odd","value":null,"time":2000000}
      {"process":2,"type":"ok","f":"read","key":"a  key: odd","value":"y","time":2500000}
      """;

  @Test
  void drawsOperationsAsTheyTellThemselves() {
    List<String> lines =
        Pairing.operations(
                HistoryReader.read(new BufferedReader(new StringReader(HISTORY)), "test").toList())
            .stream()
            .map(Object::toString)
            .toList();
    assertThat(Witness.of("cp", "promise", lines).steps())
        .containsExactly(
            new Step("1", "app_cp_g2", "write x ? on a  key: odd", 1, null),
            new Step("2", "", "read → y on a  key: odd", 2, 2.5));
  }

  @Test
  void keepsOtherLines_andDoesNotDrawThem() {
    Witness witness = Witness.of("ap", "promise", List.of("g1 shows a, g2 shows b"));
    assertThat(witness.steps()).isEmpty();
    assertThat(witness.lines()).containsExactly("g1 shows a, g2 shows b");
  }
}
