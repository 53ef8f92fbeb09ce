package caplab.lab.report;

import caplab.lab.page.Glossary;
import caplab.lab.run.ClientRequest;
import caplab.lab.run.FaultSpan;
import caplab.lab.run.RunFolder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Everything that the page shows.
 *
 * @param config as the run wrote it
 * @param verdict as the run wrote it
 * @param faults what the experiment broke
 * @param stalls when the machine itself was too slow
 * @param timeline the run over time
 * @param witnesses what shows a broken promise, one for each such verdict
 * @param sequences single requests, with what was asked of which node
 * @param glossary words that the page explains
 */
record Findings(
    JsonNode config,
    JsonNode verdict,
    List<FaultSpan> faults,
    List<FaultSpan> stalls,
    Timeline timeline,
    List<Witness> witnesses,
    List<Sequence> sequences,
    Map<String, String> glossary) {

  static Findings of(RunFolder run) throws IOException {
    List<ClientRequest> requests = ClientRequest.of(run.history());
    double planned = run.config().path("duration_ms").asDouble(0);
    List<FaultSpan> faults = run.faults();
    return new Findings(
        run.config(),
        run.verdict(),
        FaultSpan.joined(faults.stream().filter(it -> !it.isStall()).toList()),
        FaultSpan.joined(
            faults.stream().filter(FaultSpan::isStall).map(FaultSpan::anywhere).toList()),
        Timeline.of(planned, requests, run.samples(), faults),
        witnesses(run.verdict().path("verdicts")),
        Sequence.of(requests, faults.stream().filter(it -> !it.isStall()).toList()),
        Glossary.words());
  }

  private static List<Witness> witnesses(JsonNode verdicts) {
    List<Witness> witnesses = new ArrayList<>();
    for (JsonNode verdict : verdicts) {
      List<String> lines =
          verdict
              .path("witness")
              .valueStream()
              .map(line -> line.asString(line.toString()))
              .toList();
      if (!lines.isEmpty()) {
        witnesses.add(
            Witness.of(
                verdict.path("service").asString(""), verdict.path("promise").asString(""), lines));
      }
    }
    return witnesses;
  }
}
