package caplab.lab.bench;

import caplab.lab.bench.Readings.Cell;
import caplab.lab.bench.Readings.Costed;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * What a bench found: {@code bench.json}.
 *
 * @param started when, in ISO 8601
 * @param command that makes another like it
 * @param versions of what was measured, by its name
 * @param generator of the closed loop
 * @param skipped what was not measured, and what to install for that
 * @param recoveries how services of many keys come back; empty where keys are not compared
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BenchResult(
    String started,
    String command,
    Machine machine,
    Map<String, String> versions,
    String generator,
    BenchPlan plan,
    List<Skipped> skipped,
    List<Row> rows,
    List<Idle> idle,
    List<RecoveryCost> recoveries) {

  /** A rival whose program is not here. */
  public record Skipped(String rival, String program, String debianPackage) {

    /** For people. */
    public String text() {
      return "skipped %s: there is no %s here; install the Debian package '%s'"
          .formatted(rival, program, debianPackage);
    }
  }

  /**
   * One rival at one work.
   *
   * @param perSecond requests answered, each client asking again once it was answered
   * @param failed requests that were refused or lost
   * @param serviceUs processor time of what speaks HTTP, for each request
   * @param nodesUs of the Redis servers behind it
   * @param paced latencies at a fixed rate; null where none was kept
   * @param ofRaw throughput as a part of what Redis alone reaches; null if that was not measured
   * @param against the peer; null of a peer, and where it was not measured
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Row(
      String rival,
      String work,
      int clients,
      int valueBytes,
      Median perSecond,
      long failed,
      Median serviceUs,
      Median nodesUs,
      Median totalUs,
      Paced paced,
      Double ofRaw,
      Ratios against) {}

  /** From when a request was due, in milliseconds, all clients together at this rate. */
  public record Paced(double ratePerSecond, Median p50Ms, Median p99Ms) {}

  /**
   * What is measured here by what is measured of the peer: medians divided.
   *
   * @param throughput more is better; of all others less is
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Ratios(
      String peer, Median throughput, Median p50, Median p99, Median processorTime) {}

  /**
   * One rival while nobody asks.
   *
   * @param corePercent processor time, in parts of one core
   * @param residentMb memory in MiB, what processes share divided among them; 0 if not known
   * @param loadedMb the most that this was after a stretch
   */
  public record Idle(
      String rival,
      Split corePercent,
      double scriptsPerNodeSecond,
      Split residentMb,
      Split loadedMb) {

    Idle loaded(Split nowMb) {
      return nowMb.total() > loadedMb.total()
          ? new Idle(rival, corePercent, scriptsPerNodeSecond, residentMb, nowMb)
          : this;
    }
  }

  /** The rows, in the order in which they were first measured. */
  static List<Row> rows(Readings readings) {
    return readings.closed().keySet().stream().map(cell -> row(readings, cell)).toList();
  }

  private static Row row(Readings readings, Cell cell) {
    List<Costed> costed = readings.closed().get(cell);
    List<Stretch> paced = readings.paced(cell);
    return new Row(
        cell.rival(),
        cell.work().text(),
        cell.clients(),
        cell.valueBytes(),
        Median.of(readings.rates(cell)),
        costed.stream().mapToLong(each -> each.stretch().failed()).sum()
            + paced.stream().mapToLong(Stretch::failed).sum(),
        Median.of(perRequest(costed, Split::service)),
        Median.of(perRequest(costed, Split::nodes)),
        Median.of(perRequest(costed, Split::total)),
        paced.isEmpty() ? null : paced(readings, cell),
        ofRaw(readings, cell),
        ratios(readings, cell));
  }

  private static Paced paced(Readings readings, Cell cell) {
    List<Stretch> paced = readings.paced(cell);
    return new Paced(
        readings.pace(cell),
        Median.of(each(paced, Stretch::p50Ms)),
        Median.of(each(paced, Stretch::p99Ms)));
  }

  private static Double ofRaw(Readings readings, Cell cell) {
    List<Double> raw = readings.rates(cell.raw());
    return raw.isEmpty() || cell.rival().equals(RawRedis.NAME)
        ? null
        : Double.valueOf(Median.of(readings.rates(cell)).median() / Median.of(raw).median());
  }

  private static Ratios ratios(Readings readings, Cell cell) {
    Cell peer = cell.peer();
    List<Costed> theirs = readings.closed().get(peer);
    if (theirs == null || cell.rival().equals(peer.rival())) {
      return null;
    }
    List<Costed> ours = readings.closed().get(cell);
    return new Ratios(
        peer.rival(),
        Median.quotient(readings.rates(cell), readings.rates(peer)),
        quotient(readings.paced(cell), readings.paced(peer), Stretch::p50Ms),
        quotient(readings.paced(cell), readings.paced(peer), Stretch::p99Ms),
        Median.quotient(perRequest(ours, Split::total), perRequest(theirs, Split::total)));
  }

  private static Median quotient(
      List<Stretch> ours, List<Stretch> theirs, ToDoubleFunction<Stretch> what) {
    return Median.quotient(each(ours, what), each(theirs, what));
  }

  private static List<Double> perRequest(List<Costed> costed, ToDoubleFunction<Split> what) {
    Function<Costed, Double> one = each -> what.applyAsDouble(each.perRequestUs());
    return costed.stream().map(one).toList();
  }

  private static List<Double> each(List<Stretch> stretches, ToDoubleFunction<Stretch> what) {
    return stretches.stream().map(it -> Double.valueOf(what.applyAsDouble(it))).toList();
  }
}
