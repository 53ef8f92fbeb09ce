package caplab.ap;

import caplab.ap.core.InMemoryReplica;
import caplab.ap.core.Reply;
import caplab.ap.core.Request;

/** The node of the simulations keeps the contract. */
class InMemoryReplicaTest extends ApReplicaContractTest {

  private static final long START_US = 1_700_000_000_000_000L;

  private final InMemoryReplica replica = new InMemoryReplica("db_g1");
  private int runs = 1;
  private long ticks;

  @Override
  Reply ask(Request request) {
    return replica.on(request, "run" + runs, START_US + ++ticks * 1_000);
  }

  @Override
  void restart() {
    runs++;
  }

  @Override
  void wipe() {
    replica.wipe();
  }

  @Override
  void deleteByHand(String key) {
    replica.evict(key);
  }

  @Override
  void stepClockBack() {
    ticks -= 10_000;
  }
}
