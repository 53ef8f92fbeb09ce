package caplab.lab.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OutlookTest {

  private static Status of(int nodes, Map<String, List<String>> faults) {
    return new Status(
        1,
        5000,
        IntStream.rangeClosed(1, nodes).mapToObj(it -> part("db_g" + it, "node", it)).toList(),
        IntStream.rangeClosed(1, nodes).mapToObj(it -> part("app_ap_g" + it, "ap", it)).toList(),
        faults);
  }

  private static Status.Part part(String name, String role, int zone) {
    return new Status.Part(name, role, "g" + zone, 0, 1, "up", "", InstanceVitals.NONE);
  }

  private static final List<String> SILENT = List.of("silent");

  @Test
  void saysWhoServesAndWhoRefuses_inAFewLines() {
    Map<String, List<String>> faults =
        Map.of("g1:db_g2", SILENT, "g1:db_g3", SILENT, "g2:db_g1", SILENT, "g3:db_g1", SILENT);
    assertThat(Outlook.of(of(3, faults)))
        .satisfiesExactly(
            links -> assertThat(links).startsWith("silent: ").contains("g1:db_g2", "g3:db_g1"),
            cut ->
                assertThat(cut)
                    .startsWith("in g1: 1 of 3 nodes answer, so app-cp refuses")
                    .endsWith("app-ap answers, ever staler"),
            others -> assertThat(others).startsWith("in g2, g3: 2 of 3").contains("app-cp serves"),
            undo -> assertThat(undo).contains("./cap heal"));
  }

  @Test
  void aLateLinkIsNoCut_andHalfIsNoMajority() {
    assertThat(Outlook.of(of(3, Map.of("g1:db_g2", List.of("200 ms late")))))
        .contains("in g1, g2, g3: 3 of 3 nodes answer, so app-cp serves and app-ap is up to date");
    assertThat(Outlook.of(of(2, Map.of("g1:db_g2", List.of("requests lost")))))
        .anySatisfy(line -> assertThat(line).startsWith("in g1: 1 of 2").contains("refuses"));
  }
}
