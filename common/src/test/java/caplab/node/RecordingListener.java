package caplab.node;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what was heard of the nodes. */
final class RecordingListener implements NodeListener {

  final List<String> runIds = new CopyOnWriteArrayList<>();
  final List<ConnectFault> faults = new CopyOnWriteArrayList<>();
  final List<String> unsafe = new CopyOnWriteArrayList<>();
  final List<Breaker.State> states = new CopyOnWriteArrayList<>();

  @Override
  public void connected(String node, String runId, String version) {
    runIds.add(runId);
  }

  @Override
  public void connectionFailed(String node, ConnectFault fault, String detail) {
    faults.add(fault);
  }

  @Override
  public void unsafeSetting(String node, String sentence) {
    unsafe.add(sentence);
  }

  @Override
  public void breakerChanged(String node, Breaker.State from, Breaker.State to, boolean forced) {
    states.add(to);
  }
}
