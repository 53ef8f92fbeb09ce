package caplab.http;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.access.AccessSettings;
import caplab.json.Json;
import java.net.http.HttpHeaders;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The check of answers against their description can fail. */
class DescriptionTest {

  private static final Route ROUTE =
      new Route(
              "GET",
              "/thing/{key}",
              "",
              false,
              List.of(),
              "A thing",
              request -> Answer.of(200, Map.of()))
          .answering(
              List.of(
                  Described.json(
                          200,
                          "It",
                          "Thing",
                          Schema.object()
                              .member("name", Schema.matching("[a-z]+"))
                              .member("size", Schema.whole(1, 9).orNull())
                              .optional("words", Schema.mapOf(Schema.oneOf("yes", "no"))))
                      .with(List.of("ETag"))));

  private final Description description =
      new Description(
          new String(
              Json.UTF_8.line(
                  OpenApi.document(
                      new Service("cp", "thing", "Things.", List.of(), null, List.of(ROUTE)),
                      List.of(ROUTE),
                      Gate.of(AccessSettings.OPEN, null))),
              java.nio.charset.StandardCharsets.UTF_8));

  private List<String> faults(int status, String body, String... headers) {
    Map<String, List<String>> all = new LinkedHashMap<>();
    all.put("content-type", List.of(status < 400 ? "application/json" : Outgoing.PROBLEM));
    for (int i = 0; i < headers.length; i += 2) {
      all.put(headers[i], List.of(headers[i + 1]));
    }
    return description.faults(
        "GET", "/v1/thing/k?x=1", status, HttpHeaders.of(all, (name, value) -> true), body);
  }

  @Test
  void takesWhatIsDescribed() {
    String body = "{'name':'a','size':null,'words':{'x':'no'}}".replace('\'', '"');
    assertThat(faults(200, body, "etag", "\"3\"", "API-Version", "1")).isEmpty();
    assertThat(description.unseen())
        .contains("GET /thing/{key} 400")
        .doesNotContain("GET /thing/{key} 200");
  }

  @Test
  void findsWhatIsOtherwise() {
    assertThat(faults(200, "{}")).hasSize(2);
    assertThat(faults(200, "{\"name\":\"A\",\"size\":10}")).hasSize(2);
    assertThat(faults(200, "{\"name\":1,\"size\":1.5}")).hasSize(2);
    assertThat(faults(200, "{\"name\":\"a\",\"size\":1,\"more\":1}")).hasSize(1);
    assertThat(faults(200, "{\"name\":\"a\",\"size\":1,\"words\":{\"x\":\"perhaps\"}}")).hasSize(1);
    assertThat(faults(200, "{\"name\":\"a\",\"size\":1}", "etag", "3", "x-new", "1")).hasSize(2);
    assertThat(faults(418, "{}")).containsExactly("undescribed status");
    assertThat(faults(400, "{}")).hasSizeGreaterThan(5);
  }
}
