package caplab.lab.simulated;

import caplab.ap.core.Outcome;
import caplab.ap.core.Request;
import caplab.ap.core.SessionToken;
import caplab.ap.core.VersionVector;
import caplab.lab.model.Topology.Kind;
import caplab.lab.stage.Answer;
import caplab.lab.stage.Call;
import caplab.sim.World;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** One service instance behind its door: a call in, an answer out, as HTTP would carry them. */
final class SimulatedInstance {

  private static final SessionToken TOKEN =
      new SessionToken("of the simulation".getBytes(StandardCharsets.UTF_8), List.of());

  private final World world;
  private final Kind kind;
  private final SimulatedProcess process;
  private final Mutations mutations;
  private final LongSupplier now;
  private final SortedMap<String, SimulatedConnection> connections = new TreeMap<>();
  private final SimulatedCp cp;
  private final SimulatedAp ap;

  /**
   * @param logMost entries of a node's log, of app-ap
   * @param now nanoseconds since the start of the run
   */
  SimulatedInstance(
      World world,
      Kind kind,
      int zone,
      SimulatedNetwork network,
      Mutations mutations,
      long logMost,
      LongSupplier now) {
    this.world = world;
    this.kind = kind;
    this.mutations = mutations;
    this.now = now;
    process = new SimulatedProcess(world, zone);
    network
        .nodes()
        .keySet()
        .forEach(
            node -> connections.put(node, new SimulatedConnection(world, process, network, node)));
    cp = new SimulatedCp(world, process, connections, mutations);
    ap = new SimulatedAp(world, process, connections, mutations, logMost);
  }

  SimulatedProcess process() {
    return process;
  }

  void start() {
    process.start();
    connections.values().forEach(SimulatedConnection::start);
    switch (kind) {
      case CP -> cp.start();
      case AP -> ap.start();
    }
  }

  /** How its breakers stand, by node. */
  Map<String, String> breakers() {
    Map<String, String> states = new TreeMap<>();
    connections.forEach((node, connection) -> states.put(node, connection.state().name()));
    return states;
  }

  long resyncs() {
    return ap.resyncs();
  }

  boolean ready() {
    return kind == Kind.AP || cp.formed();
  }

  /** Hears a request; {@code then} gets the answer, unless the process dies before. */
  void ask(Call call, Consumer<Answer> then) {
    switch (kind) {
      case CP -> cp.ask(call, outcome -> then.accept(Told.of(now.getAsLong(), outcome)));
      case AP -> available(call, then);
    }
  }

  private void available(Call call, Consumer<Answer> then) {
    VersionVector session = call.session().flatMap(TOKEN::session).orElse(VersionVector.NONE);
    switch (call.f()) {
      case READ -> ap.read(call.key(), session, outcome -> then.accept(read(call, outcome)));
      case WRITE, DELETE, CAS -> {
        Optional<SessionToken.Context> context =
            call.context().flatMap(text -> TOKEN.context(call.key(), text));
        ap.write(
            call.key(),
            call.value(),
            context,
            (sent, outcome) -> then.accept(written(sent, session, outcome)));
      }
    }
  }

  private Answer read(Call call, Outcome outcome) {
    if (!(outcome instanceof Outcome.Found found)) {
      return Told.refusal(now.getAsLong(), outcome);
    }
    return Told.of(
        now.getAsLong(),
        found,
        mutations.boundUs(process.zone(), found, world.now()),
        TOKEN.context(call.key(), found.state()),
        TOKEN.session(found.token()));
  }

  private Answer written(Request.Write sent, VersionVector session, Outcome outcome) {
    if (!(outcome instanceof Outcome.Written written)) {
      return Told.refusal(now.getAsLong(), outcome);
    }
    SortedSet<String> ids = new TreeSet<>(sent.named());
    ids.addAll(written.reply().named());
    ids.add(sent.id());
    return Told.of(
        now.getAsLong(),
        written,
        TOKEN.context(sent.key(), written.reply().context(), ids),
        TOKEN.session(session.join(written.token())));
  }
}
