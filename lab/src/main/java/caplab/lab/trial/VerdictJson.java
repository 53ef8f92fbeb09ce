package caplab.lab.trial;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A judged run as {@code verdict.json} has it. */
public final class VerdictJson {

  private VerdictJson() {}

  /** The whole file. */
  public static Map<String, Object> verdict(RunResult result, Measures measures) {
    Map<String, Object> whole = verdict(result);
    measures.bill().ifPresent(bill -> whole.put("bill", bill));
    whole.put("perseus", measures.perseus());
    whole.put("latency", measures.latency());
    whole.put("freshness", measures.freshness());
    return whole;
  }

  /** The verdicts alone, of what nothing is measured of. */
  public static Map<String, Object> verdict(RunResult result) {
    Map<String, Object> whole = new LinkedHashMap<>();
    whole.put("verdicts", result.verdicts().stream().map(VerdictJson::verdict).toList());
    whole.put("outcomes", result.outcomes().stream().map(VerdictJson::outcome).toList());
    return whole;
  }

  private static Map<String, Object> verdict(PromiseVerdict verdict) {
    Map<String, Object> written = new LinkedHashMap<>();
    written.put("service", verdict.service());
    written.put("promise", verdict.promise());
    written.put("verdict", verdict.word().text());
    written.put("measured", verdict.measured());
    written.put("witness", List.copyOf(verdict.witness()));
    return written;
  }

  private static Map<String, Object> outcome(RunResult.Count outcome) {
    Map<String, Object> written = new LinkedHashMap<>();
    written.put("name", outcome.name());
    written.put("class", outcome.grade().name().toLowerCase(Locale.ROOT));
    written.put("seen", outcome.count() > 0);
    written.put("count", outcome.count());
    return written;
  }
}
