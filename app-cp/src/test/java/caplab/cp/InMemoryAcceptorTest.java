package caplab.cp;

import caplab.cp.core.InMemoryAcceptor;
import caplab.cp.core.Reply;
import caplab.cp.core.Request;

/** The in-memory node keeps the contract. */
class InMemoryAcceptorTest extends CpReplicaContractTest {

  private final InMemoryAcceptor replica = new InMemoryAcceptor("db_g1", "run-1");

  @Override
  caplab.protocol.Replica<Request, Reply> replica() {
    return replica;
  }

  @Override
  void flush() {
    replica.wipe();
  }

  @Override
  void restart() {
    replica.restart("run-2", replica.disk());
  }

  @Override
  void pass(int hours) {
    for (int i = 0; i < 360 * hours; i++) {
      replica.step(10_000);
      replica.handle(new Request.Note(Reply.Notes.NONE));
    }
  }

  @Override
  void stepClock() {
    replica.step(3 * 86_400_000);
  }

  @Override
  void fill() {
    replica.full(true);
  }
}
