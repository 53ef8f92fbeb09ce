package caplab.lab.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import caplab.lab.history.HistoryEvent;
import caplab.lab.history.HistoryEvent.Type;
import caplab.lab.run.FaultSpan;
import caplab.lab.wire.LabJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** A partition from 1,000 to 5,000 ms. */
class CapBillTest {

  private static final Offset<Double> EXACT = within(1e-6);
  private static final List<FaultSpan> CUT = List.of(new FaultSpan("isolate", "g1", 1_000, 5_000));

  private final Story cp = new Story("cp");
  private final Story ap = new Story("ap");

  @Test
  void costsNothing_whenAllWasWell() {
    cp.write("g1", "k", 2_000, 2_010, "a");
    ap.write("g1", "k", 2_000, 2_010, "a").read("g2", "k", 2_020, 2_030, "a");
    CapBill bill = bill();
    assertThat(bill.partitionMs()).isEqualTo(4_000);
    assertThat(bill.cp().refused()).isZero();
    assertThat(bill.cp().refusedForMs()).isZero();
    assertThat(bill.cp().served()).isEqualTo(1);
    assertThat(bill.ap()).isEqualTo(new Staleness(2, 0, 0, 1, 0, 0, 0, OptionalDouble.empty()));
  }

  @Test
  void countsRefusals_andWhatTheMajorityWasServed() {
    cp.write("g1", "k", 900, 950, "before", Type.FAIL, 503)
        .write("g1", "k", 1_100, 1_600, "a", Type.FAIL, 503)
        .write("g1", "k", 2_000, 2_500, "b", Type.FAIL, 503)
        .write("g1", "k", 3_000, 3_100, "c", Type.INFO, 504)
        .write("g1", "k", 3_200, 3_300, "d", Type.FAIL, 400)
        .write("g2", "k", 1_200, 1_210, "e")
        .write("g3", "k", 1_220, 1_230, "f", Type.FAIL, 412)
        .read("g2", "k", 1_240, 1_250, "e");
    Refusals paid = bill().cp();
    assertThat(paid.refused()).isEqualTo(2);
    assertThat(paid.unanswered()).isEqualTo(1);
    assertThat(paid.served()).isEqualTo(3);
    assertThat(paid.refusedByZone()).containsExactlyEntriesOf(Map.of("g1", 2));
    assertThat(paid.servedByZone()).containsEntry("g2", 2).containsEntry("g3", 1);
    // From the first refused to the end of the last one without an answer.
    assertThat(paid.refusedForMs()).isCloseTo(2_000, EXACT);
  }

  @Test
  void countsTimeRefused_onceForZonesAtTheSameTime_andNotAcrossAnAnswer() {
    cp.write("g1", "k", 1_000, 1_100, "a", Type.FAIL, 503)
        .write("g1", "k", 2_000, 2_010, "b")
        .write("g1", "k", 3_000, 3_100, "c", Type.FAIL, 503)
        .write("g2", "k", 1_500, 1_600, "d", Type.FAIL, 503)
        .write("g2", "k", 2_500, 2_510, "e")
        .writeWithoutEnd("g3", "k", 4_000, "f");
    assertThat(bill().cp().refusedForMs()).isCloseTo(1_500 + 100, EXACT);
    assertThat(bill().cp().unanswered()).isEqualTo(1);
  }

  @Test
  void countsStaleReads_andHowStaleTheWorstWas() {
    ap.write("g2", "k", 500, 510, "k-1")
        .write("g2", "k", 1_500, 1_510, "k-2")
        .write("g2", "k", 2_500, 2_510, "k-3")
        .read("g1", "k", 1_400, 1_405, "k-1")
        .read("g1", "k", 2_000, 2_005, "k-1")
        .read("g1", "k", 3_510, 3_515, "k-1")
        .read("g1", "k", 3_510, 3_515, "k-2")
        .read("g3", "k", 3_520, 3_525, "k-3");
    Staleness paid = bill().ap();
    assertThat(paid.served()).isEqualTo(7);
    assertThat(paid.reads()).isEqualTo(5);
    assertThat(paid.staleReads()).isEqualTo(3);
    // k-2 had been acknowledged at 1,510, and at 3,510 it was not shown.
    assertThat(paid.worstStalenessMs()).isCloseTo(2_000, EXACT);
  }

  @Test
  void callsNoReadStale_forAWriteStillUnderWayOrUnanswered() {
    ap.write("g2", "k", 500, 510, "k-1")
        .write("g2", "k", 1_500, 1_600, "k-2", Type.INFO, 504)
        .write("g2", "k", 2_000, 2_100, "k-3")
        .read("g1", "k", 1_700, 1_705, "k-1")
        .read("g1", "k", 2_050, 2_060, "k-1")
        .read("g1", "k", 2_050, 2_060, "k-3");
    assertThat(bill().ap().staleReads()).isZero();
  }

  @Test
  void judgesDeletes_asOneMoreChange() {
    ap.write("g2", "k", 1_100, 1_110, "k-1")
        .delete("g2", "k", 1_200, 1_210)
        .read("g1", "k", 1_300, 1_310)
        .read("g1", "k", 1_300, 1_310, "k-1");
    assertThat(bill().ap().staleReads()).isEqualTo(1);
    assertThat(bill().ap().worstStalenessMs()).isCloseTo(90, EXACT);
  }

  @Test
  void judgesNoKey_whoseWritesOverlap() {
    ap.write("g1", "k", 1_100, 1_200, "a")
        .write("g2", "k", 1_150, 1_250, "b")
        .read("g1", "k", 1_300, 1_310, "a");
    assertThat(bill().ap().reads()).isZero();
  }

  @Test
  void countsKeysWithSiblings_andTheTimeToConverge() {
    ap.write("g1", "k", 1_100, 1_200, "a")
        .write("g2", "k", 1_150, 1_250, "b")
        .read("g1", "k", 2_000, 2_010, "a")
        .read("g1", "k", 5_100, 5_110, "a")
        .read("g2", "k", 5_200, 5_210, "a", "b")
        .read("g1", "k", 5_700, 5_710, "b", "a");
    Staleness paid = bill().ap();
    assertThat(paid.siblings()).isEqualTo(1);
    assertThat(paid.convergedAfterMs()).hasValueCloseTo(110.0, EXACT);
  }

  @Test
  void takesWhatWasWrittenAfterTheHeal_forNoMatterOfConverging() {
    ap.write("g1", "k", 9_000, 9_010, "k-1")
        .read("g2", "k", 9_020, 9_030)
        .read("g2", "k", 9_500, 9_510, "k-1");
    assertThat(bill().ap().convergedAfterMs()).hasValueCloseTo(0.0, EXACT);
  }

  @Test
  void convergesNotBefore_theLastStaleReadAfterTheHeal() {
    ap.write("g2", "k", 4_000, 4_010, "k-1")
        .read("g1", "k", 5_300, 5_310)
        .read("g1", "k", 5_400, 5_410, "k-1");
    assertThat(bill().ap().convergedAfterMs()).hasValueCloseTo(310.0, EXACT);
  }

  @Test
  void countsOverlappingWindowsOnce_andWritesTheNamesOfTheVerdictFile() {
    List<FaultSpan> windows =
        List.of(
            new FaultSpan("isolate", "g1", 0, 100),
            new FaultSpan("isolate", "g2", 50, 150),
            new FaultSpan("isolate", "g1", 200, 250));
    CapBill bill = CapBill.of(List.of(), windows);
    assertThat(bill.partitionMs()).isEqualTo(200);
    assertThat(LabJson.MAPPER.writeValueAsString(bill))
        .isEqualTo(
            "{\"partition_ms\":200.0,\"cp\":{\"refused\":0,\"refused_for_ms\":0.0,\"unanswered\":0,"
                + "\"served\":0,\"served_by_zone\":{},\"refused_by_zone\":{}},"
                + "\"ap\":{\"served\":0,\"refused\":0,\"unanswered\":0,\"reads\":0,"
                + "\"stale_reads\":0,\"worst_staleness_ms\":0.0,\"siblings\":0,"
                + "\"converged_after_ms\":null}}");
  }

  private CapBill bill() {
    List<HistoryEvent> both = new ArrayList<>(cp.told());
    both.addAll(ap.told());
    return CapBill.of(both, CUT);
  }
}
