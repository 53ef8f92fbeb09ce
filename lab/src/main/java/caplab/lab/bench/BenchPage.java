package caplab.lab.bench;

import caplab.lab.bench.BenchResult.Idle;
import caplab.lab.bench.BenchResult.Ratios;
import caplab.lab.bench.BenchResult.Row;
import caplab.lab.trial.MarkedPart;
import caplab.lab.trial.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a bench found, for people: on the terminal and in {@code docs/performance.md}. */
public final class BenchPage {

  private BenchPage() {}

  /**
   * A document with this in the place of what is between its markers.
   *
   * @throws IllegalArgumentException if it has none
   */
  public static String in(String document, BenchResult result) {
    return MarkedPart.replaced(document, result.plan().contest().marker(), text(result));
  }

  /**
   * Looks whether a document can take what a plan will find.
   *
   * @throws IllegalArgumentException if it has no markers
   */
  public static void check(String document, BenchPlan plan) {
    MarkedPart.replaced(document, plan.contest().marker(), "");
  }

  /** Ratios first, as they alone travel to another machine; then what they are made of. */
  public static String text(BenchResult result) {
    List<String> parts = new ArrayList<>();
    parts.add(
        "`%s`, %s, on %s; %s.\nClosed loop by %s.\n"
            .formatted(
                result.command(),
                result.started(),
                result.machine().text(),
                result.versions().entrySet().stream()
                    .map(each -> each.getKey() + " " + each.getValue())
                    .collect(Collectors.joining(", ")),
                result.generator()));
    result.skipped().forEach(each -> parts.add(each.text() + ".\n"));
    parts.add(ratios(result.rows()));
    parts.add(rows(result.rows()));
    failures(result.rows()).forEach(parts::add);
    parts.add(idle(result.idle()));
    if (!result.recoveries().isEmpty()) {
      parts.add(recoveries(result.recoveries()));
    }
    if (!result.plan().sizes().isEmpty()) {
      parts.add(chart(result));
    }
    return String.join("\n", parts);
  }

  private static String ratios(List<Row> rows) {
    List<List<String>> table = new ArrayList<>();
    table.add(
        List.of(
            "ours ÷ other's",
            "clients",
            "value",
            "throughput",
            "p50",
            "p99",
            "processor time a request"));
    for (Row row : rows) {
      Ratios against = row.against();
      if (against != null) {
        table.add(
            List.of(
                "%s %s ÷ %s".formatted(row.rival(), row.work(), against.peer()),
                Integer.toString(row.clients()),
                bytes(row.valueBytes()),
                spread("%.2f", against.throughput()),
                spread("%.2f", against.p50()),
                spread("%.2f", against.p99()),
                spread("%.2f", against.processorTime())));
      }
    }
    return Table.of(table);
  }

  private static String rows(List<Row> rows) {
    List<List<String>> table = new ArrayList<>();
    table.add(
        List.of(
            "measured",
            "clients",
            "value",
            "requests/s",
            "of raw Redis",
            "µs a request: service + nodes",
            "at requests/s",
            "p50 ms",
            "p99 ms"));
    for (Row row : rows) {
      boolean paced = row.paced() != null;
      table.add(
          List.of(
              row.rival() + " " + row.work(),
              Integer.toString(row.clients()),
              bytes(row.valueBytes()),
              spread("%,.0f", row.perSecond()),
              row.ofRaw() == null ? "–" : number("%.2f", row.ofRaw()),
              split("%.0f", new Split(row.serviceUs().median(), row.nodesUs().median())),
              paced ? number("%,.0f", row.paced().ratePerSecond()) : "–",
              paced ? spread("%.2f", row.paced().p50Ms()) : "–",
              paced ? spread("%.2f", row.paced().p99Ms()) : "–"));
    }
    return Table.of(table);
  }

  private static List<String> failures(List<Row> rows) {
    return rows.stream()
        .filter(row -> row.failed() > 0)
        .map(row ->
            "%s %s, %d clients, %s: %,d requests failed.\n"
                .formatted(
                    row.rival(), row.work(), row.clients(), bytes(row.valueBytes()), row.failed()))
        .toList();
  }

  private static String idle(List<Idle> idle) {
    List<List<String>> table = new ArrayList<>();
    table.add(
        List.of(
            "nobody asks",
            "% of a core: service + nodes",
            "scripts/s a node",
            "resident MiB: service + nodes",
            "after load"));
    for (Idle each : idle) {
      table.add(
          List.of(
              each.rival(),
              split("%.1f", each.corePercent()),
              number("%.1f", each.scriptsPerNodeSecond()),
              split("%.0f", each.residentMb()),
              split("%.0f", each.loadedMb())));
    }
    return Table.of(table);
  }

  private static String recoveries(List<RecoveryCost> recoveries) {
    List<List<String>> table = new ArrayList<>();
    table.add(
        List.of(
            "comes back",
            "service started anew: s",
            "ms of processor: service + nodes",
            "a node wiped: s",
            "µs a key: service + nodes"));
    for (RecoveryCost each : recoveries) {
      table.add(
          List.of(
              each.rival(),
              seconds(each.restart()),
              split("%,.0f", each.restart().spentUs().by(1e3)),
              seconds(each.refill()),
              split("%.0f", each.refill().perKeyUs(each.keys()))));
    }
    return Table.of(table);
  }

  private static String seconds(RecoveryCost.Step step) {
    return (step.whole() ? "" : "not in ") + number("%.1f", step.seconds());
  }

  /** Processor time a request, a line for each service and work, as GitHub draws it. */
  private static String chart(BenchResult result) {
    int sizes = result.plan().sizes().size();
    List<Row> rows = result.rows();
    StringBuilder lines = new StringBuilder();
    List<String> names = new ArrayList<>();
    for (String work : List.of(Work.WRITE.text(), Work.READ.text())) {
      List<Row> ofWork = rows.stream().filter(row -> row.work().equals(work)).toList();
      for (int from = 0; from < ofWork.size(); from += sizes) {
        names.add(ofWork.get(from).rival().split(",")[0] + " " + work);
        lines.append(
            ofWork.subList(from, from + sizes).stream()
                .map(row -> number("%.0f", row.totalUs().median()))
                .collect(Collectors.joining(", ", "  line [", "]\n")));
      }
    }
    return """
    ```mermaid
    xychart-beta
      title "processor time a request, µs, by %ss: %s"
      x-axis [%s]
      y-axis "µs"
    %s```
    """
        .formatted(
            result.plan().contest().unit(),
            String.join(", ", names),
            result.plan().sizes().stream()
                .map(size -> number("\"%,.0f\"", size))
                .collect(Collectors.joining(", ")),
            lines);
  }

  /** The median, and the range of the repetitions if there were several. */
  private static String spread(String format, Median found) {
    String median = number(format, found.median());
    return found.low() == found.high()
        ? median
        : "%s (%s–%s)".formatted(median, number(format, found.low()), number(format, found.high()));
  }

  private static String split(String format, Split found) {
    return number(format, found.service()) + " + " + number(format, found.nodes());
  }

  private static String bytes(int bytes) {
    return bytes % 1024 == 0 ? bytes / 1024 + " KiB" : bytes + " B";
  }

  private static String number(String format, double number) {
    return String.format(Locale.ROOT, format, number);
  }
}
