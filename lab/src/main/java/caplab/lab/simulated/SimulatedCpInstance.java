package caplab.lab.simulated;

import caplab.cp.core.Change;
import caplab.cp.core.Outcome;
import caplab.cp.core.ProposerMemory;
import caplab.cp.core.Reply;
import caplab.cp.core.Request;
import caplab.cp.shell.CpListener;
import caplab.cp.shell.CpShell;
import caplab.lab.model.Topology.Instance;
import caplab.lab.stage.ClientAnswer;
import caplab.lab.stage.ClientCall;
import caplab.node.Breaker;
import caplab.protocol.Replica;
import caplab.sim.SimulatedConnection;
import caplab.sim.SimulatedLoop;
import caplab.sim.World;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** An instance of app-cp. */
final class SimulatedCpInstance extends SimulatedInstance {

  private final LongSupplier now;
  private CpShell shell;

  /**
   * @param now nanoseconds since the start of the run
   */
  SimulatedCpInstance(
      World world,
      SimulatedNetwork network,
      Mutations mutations,
      Instance instance,
      LongSupplier now) {
    super(world, network, mutations, instance);
    this.now = now;
  }

  @Override
  void begin(SimulatedLoop life, SequencedMap<String, SimulatedConnection> nodes) {
    SequencedMap<String, Breaker> breakers = new LinkedHashMap<>();
    nodes.forEach((name, node) -> breakers.put(name, node.breaker()));
    shell =
        new CpShell(
            life,
            new CpShell.Parts(
                breakers,
                tag -> replicas(tag, nodes),
                SimulatedNode.TAGS,
                SimulatedStage.NETWORK_TIMEOUT_MS,
                proposer -> new ProposerMemory(proposer, mutations.rules())),
            CpListener.SILENT);
    shell.start();
  }

  private Map<String, Replica<Request, Reply>> replicas(
      int tag, SequencedMap<String, SimulatedConnection> nodes) {
    Map<String, Replica<Request, Reply>> replicas = new LinkedHashMap<>();
    nodes.forEach((name, node) ->
        replicas.put(
            name,
            node.guarded(
                network.<Request, Reply>wire(zone(), name, (it, request) -> it.on(tag, request)))));
    return replicas;
  }

  @Override
  boolean ready() {
    return network.nodes().keySet().stream().allMatch(shell.healing()::votes);
  }

  @Override
  long resyncs() {
    return 0;
  }

  @Override
  void carryOut(ClientCall call, long deadlineMs, Consumer<ClientAnswer> then) {
    Consumer<Outcome> told =
        outcome -> then.accept(SimulatedAnswers.of(now.getAsLong(), mutations.told(outcome)));
    switch (call.f()) {
      case READ -> shell.register().read(call.key(), deadlineMs, told);
      case WRITE, CAS, DELETE ->
          shell.register().change(call.key(), change(call), deadlineMs, told);
    }
  }

  private static Change change(ClientCall call) {
    OptionalLong version = call.ifVersion();
    Change.Condition condition =
        version.isPresent() ? new Change.AtVersion(version.getAsLong()) : new Change.Always();
    return call.value()
        .<Change>map(value -> new Change.Put(value, condition))
        .orElseGet(() -> new Change.Delete(condition));
  }
}
