package caplab.lab.console;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.lab.model.Status;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WatchTest {

  private static final Map<String, List<String>> CUT = Map.of("g1:db_g2", List.of("silent"));

  private final AtomicLong now = new AtomicLong(1_000);
  private Map<String, List<String>> faults = Map.of();
  private final Watch watch =
      Watch.idle(() -> new Status(1, 5000, List.of(), List.of(), faults), now::get);

  private void passes(long ms) {
    now.addAndGet(ms);
    watch.look();
  }

  @Test
  void whoComesLate_isToldOfACut_howeverLongAgoItWas() {
    watch.look();
    faults = CUT;
    passes(1_000);
    faults = Map.of();
    passes(1_000);
    for (long s = 0; s < 2 * Watch.KEPT_MS; s += 1_000) {
      passes(1_000);
    }
    assertThat(watch.since(0).stream().map(each -> each.status().faults()).limit(3))
        .containsExactly(Map.of(), CUT, Map.of());
  }

  @Test
  void keepsTwoMinutesAndNoMore_ofWhatShowsNothingNew() {
    for (int looks = 0; looks < 1_000; looks++) {
      passes(1_000);
    }
    assertThat(watch.since(0)).hasSize(1 + 1 + (int) (Watch.KEPT_MS / 1_000));
  }

  @Test
  void keepsNoMoreThanSixtyOldChanges() {
    for (int looks = 0; looks < 1_000; looks++) {
      faults = looks % 2 == 0 ? CUT : Map.of();
      passes(1_000);
    }
    assertThat(watch.since(0)).hasSize(Watch.CHANGES_KEPT + 1 + (int) (Watch.KEPT_MS / 1_000));
  }

  @Test
  void tellsEachLookOnce_andLooksAgainOnlyIfTheLastIsNotFresh() {
    long last = watch.since(0).getLast().atMs();
    assertThat(watch.since(last)).isEmpty();
    now.addAndGet(1_000);
    assertThat(watch.since(last)).hasSize(1);
  }
}
