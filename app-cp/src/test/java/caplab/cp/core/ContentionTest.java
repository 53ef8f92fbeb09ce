package caplab.cp.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** CP-5: several instances that write one key without end, and nobody starves. */
class ContentionTest {

  private static final long DEADLINE_MS = 3_000;
  private static final int CLIENTS = 3;
  private static final double PACE_MS = 40;
  private static final double LASTS_MS = 60_000;

  private final Cluster cluster = new Cluster(7, Settings.of(3, 3), false);
  private int applied;
  private final List<Outcome> refused = new ArrayList<>();

  /** Writes, thinks for a moment, writes again. */
  private void client(VirtualInstance instance) {
    if (cluster.world.now() > LASTS_MS) {
      return;
    }
    Change put = new Change.Put("v", new Change.Always());
    instance
        .life()
        .ask(
            DEADLINE_MS,
            (register, deadlineMs) ->
                register.change(
                    "hot",
                    put,
                    deadlineMs,
                    outcome -> {
                      if (outcome instanceof Outcome.Applied) {
                        applied++;
                      } else {
                        refused.add(outcome);
                      }
                      double thinksMs = 2 * PACE_MS * cluster.world.random().nextDouble();
                      cluster.world.in(thinksMs, () -> client(instance));
                    }));
  }

  @Test
  void everyWriteIsApplied_whenThreeInstancesWriteOneKey() {
    cluster.world.runUntil(DEADLINE_MS);
    assertThat(cluster.allVote()).isTrue();
    for (VirtualInstance instance : cluster.instances) {
      for (int i = 0; i < CLIENTS; i++) {
        cluster.world.in(instance.number() * DEADLINE_MS, () -> client(instance));
      }
    }
    cluster.world.runUntil(LASTS_MS + DEADLINE_MS);
    assertThat(refused).isEmpty();
    assertThat(applied).isGreaterThan(3_000);
  }
}
