package caplab.lab.summary;

import caplab.lab.trial.MarkedPart;
import caplab.lab.trial.Table;
import caplab.lab.trial.VerdictText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The README's verdict table and bill: those of the first run of E04 that is quoted. */
public final class ReadmeVerdicts {

  private static final String SHOWN = "E04";
  private static final String MARKER = "verdicts";

  private ReadmeVerdicts() {}

  /**
   * A README with these verdicts in the place of those between its markers.
   *
   * @throws IllegalArgumentException if it has no markers, or no run is of E04
   */
  public static String in(String readme, Summary summary) {
    return MarkedPart.replaced(readme, MARKER, of(summary));
  }

  private static String of(Summary summary) {
    Entry run =
        summary.runs().stream()
            .filter(each -> each.experiment().equals(SHOWN))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no run is of " + SHOWN));
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("service", "promise", "verdict", "measured"));
    run.verdicts()
        .forEach(each ->
            rows.add(List.of(each.service(), each.promise(), each.verdict(), each.measured())));
    return "Run %s (`%s`):\n\n%s\n%s\n\n%s: [docs/runs.md](docs/runs.md).\n"
        .formatted(run.run(), run.command(), Table.of(rows), bill(run), summary.sentence());
  }

  private static String bill(Entry run) {
    String unanswered = run.paid("ap", "unanswered");
    return String.format(
        Locale.ROOT,
        "The bill of those %.1f s: app-cp refused %s requests, left %s unknown and served %s;"
            + " app-ap served %s%s. Of %s reads judged\n%s were stale, by %s ms at worst;"
            + " all nodes agreed %s ms after the heal.\n%s",
        run.bill() == null ? 0 : run.bill().path("partition_ms").asDouble() / 1e3,
        run.paid("cp", "refused"),
        run.paid("cp", "unanswered"),
        run.paid("cp", "served"),
        unanswered.equals("0") ? "all " : "",
        run.paid("ap", "served") + (unanswered.equals("0") ? "" : ", not " + unanswered),
        run.paid("ap", "reads"),
        run.paid("ap", "stale_reads"),
        run.paid("ap", "worst_staleness_ms"),
        run.paid("ap", "converged_after_ms"),
        VerdictText.COUNTED);
  }
}
