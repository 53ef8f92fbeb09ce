package caplab.lab.twin;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.lab.twin.Twin.Answer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TwinTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200 | red | 200 | red | none",
        "200 | red | 200 | green | other values: both answered",
        "503 | '' | 200 | red | only app-ap answered",
        "200 | red | 0 | '' | only app-cp answered",
        // That there is nothing is an answer, and no refusal.
        "503 | '' | 404 | '' | only app-ap answered",
        "404 | '' | 200 | red | other values: both answered",
        "404 | '' | 404 | '' | none",
        "503 | '' | 503 | '' | none",
        "503 | '' | 504 | '' | other refusals",
      })
  void saysWhoAnswered_andWhetherBothAgree(
      int cp, String ofCp, int ap, String ofAp, String difference) {
    assertThat(Twin.difference(answer(cp, ofCp), answer(ap, ofAp))).isEqualTo(difference);
  }

  private static Answer answer(int status, String value) {
    return new Answer(
        status, 1, value.isEmpty() ? "{\"value\":null}" : "{\"value\":\"" + value + "\"}");
  }
}
