package caplab.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.lab.bench.BenchResult.Row;
import caplab.lab.bench.Readings.Cell;
import caplab.lab.bench.Readings.Costed;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadingsTest {

  private static final Cell OURS = cell("app-cp", "etcd", Work.WRITE);
  private static final Cell FIRST = cell("app-cp", "etcd", Work.FIRST_WRITE);
  private static final Cell PEER = cell("etcd", "etcd", Work.WRITE);
  private static final Cell RAW = cell("redis", "redis", Work.WRITE);

  private final Readings readings = new Readings();

  private static Cell cell(String rival, String contest, Work work) {
    return new Cell(rival, contest, work, 64, 16);
  }

  /** Each took a second and 20 µs of the service for each request, and 10 of the nodes. */
  private void closed(Cell cell, int... rates) {
    for (int rate : rates) {
      readings.closed(
          cell, new Costed(new Stretch(rate, 0, 1, 1, 1), new Split(20.0 * rate, 10.0 * rate)));
    }
  }

  private void paced(Cell cell, double... p50sMs) {
    for (double p50Ms : p50sMs) {
      readings.paced(cell, new Stretch(100, 0, 1, p50Ms, 10 * p50Ms));
    }
  }

  private Row row(Cell cell) {
    return BenchResult.rows(readings).stream()
        .filter(it -> it.rival().equals(cell.rival()) && it.work().equals(cell.work().text()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void ratios_areQuotientsOfMedians_andTheirRangesThoseOfTheRepetitions() {
    closed(PEER, 100, 400, 200);
    closed(OURS, 300, 600, 800);
    paced(PEER, 2, 3, 4);
    paced(OURS, 1, 6, 2);
    BenchResult.Ratios ratios = row(OURS).against();
    assertThat(ratios.peer()).isEqualTo("etcd");
    assertThat(ratios.throughput()).isEqualTo(new Median(3, 1.5, 4));
    assertThat(ratios.p50()).isEqualTo(new Median(2.0 / 3, 0.5, 2));
    assertThat(ratios.p99()).isEqualTo(new Median(2.0 / 3, 0.5, 2));
    assertThat(ratios.processorTime().median()).isEqualTo(1);
    assertThat(row(OURS).totalUs().median()).isEqualTo(30);
  }

  @Test
  void aPeer_andWhoLacksOne_areComparedWithNobody() {
    closed(PEER, 100);
    closed(cell("app-ap", "webdis", Work.WRITE), 100);
    assertThat(BenchResult.rows(readings)).extracting(Row::against).containsOnlyNulls();
  }

  @Test
  void aFirstWrite_isComparedWithThePeersWrite() {
    closed(PEER, 100);
    closed(FIRST, 50);
    paced(PEER, 1);
    paced(FIRST, 1);
    assertThat(row(FIRST).against().throughput().median()).isEqualTo(0.5);
  }

  @Test
  void latency_isMeasuredAtFourFifthsOfTheSlowest_forAllOfThem() {
    closed(PEER, 1000, 3000, 2000);
    closed(OURS, 500, 500, 500);
    closed(FIRST, 100, 300, 200);
    closed(cell("app-cp", "etcd", Work.READ), 1);
    assertThat(List.of(PEER, OURS, FIRST))
        .allSatisfy(cell -> assertThat(readings.pace(cell)).isEqualTo(160));
  }

  @Test
  void throughput_isAlsoAPartOfWhatRedisAloneReaches() {
    closed(RAW, 1000);
    closed(OURS, 250);
    assertThat(row(OURS).ofRaw()).isEqualTo(0.25);
    assertThat(row(RAW).ofRaw()).isNull();
  }

  @Test
  void theMiddleOfAnEvenNumber_liesBetweenTheMiddleTwo() {
    assertThat(Median.of(List.of(4.0, 1.0, 3.0, 2.0))).isEqualTo(new Median(2.5, 1, 4));
  }
}
