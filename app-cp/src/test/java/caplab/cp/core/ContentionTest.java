package caplab.cp.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** Several instances that write one key without end: nobody starves. */
class ContentionTest {

  private static final long DEADLINE_MS = 3_000;
  private static final int CLIENTS = 3;
  private static final double PACE_MS = 40;
  private static final double LASTS_MS = 60_000;

  private final Cluster cluster = new Cluster(7, Settings.of(3, 3));
  private int applied;
  private final List<Outcome> refused = new ArrayList<>();

  /** One instance and its clients, whose writes of the key wait for each other (CP-5). */
  private final class Door {
    private final Cluster.Instance instance;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private boolean busy;

    Door(Cluster.Instance instance) {
      this.instance = instance;
    }

    void client() {
      double invoked = cluster.world.now();
      if (invoked > LASTS_MS) {
        return;
      }
      waiting.add(() -> write(invoked));
      next();
    }

    private void next() {
      if (!busy && !waiting.isEmpty()) {
        busy = true;
        waiting.remove().run();
      }
    }

    private void write(double invoked) {
      long deadline = (long) (invoked + DEADLINE_MS);
      Change put = new Change.Put("v", new Change.Always());
      Write.Job job = new Write.Job("k:hot", instance.memory.operation(), put, 1_000, deadline);
      instance.run(
          Write.start(instance.memory, job, cluster.now()),
          outcome -> {
            if (outcome instanceof Outcome.Applied) {
              applied++;
            } else {
              refused.add(outcome);
            }
            busy = false;
            cluster.world.in(2 * PACE_MS * cluster.world.random().nextDouble(), this::client);
            next();
          });
    }
  }

  @Test
  void everyWriteIsApplied_whenThreeInstancesWriteOneKey() {
    cluster.instances.forEach(Cluster.Instance::heal);
    cluster.world.runUntil(400);
    for (Cluster.Instance instance : cluster.instances) {
      Door door = new Door(instance);
      for (int i = 0; i < CLIENTS; i++) {
        cluster.world.in(instance.number * DEADLINE_MS, door::client);
      }
    }
    cluster.world.runUntil(LASTS_MS + DEADLINE_MS);
    assertThat(refused).isEmpty();
    assertThat(applied).isGreaterThan(3_000);
  }
}
