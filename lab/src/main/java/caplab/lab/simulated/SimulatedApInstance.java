package caplab.lab.simulated;

import caplab.ap.core.KeyState;
import caplab.ap.core.Outcome;
import caplab.ap.core.Read;
import caplab.ap.core.Reply;
import caplab.ap.core.Request;
import caplab.ap.core.Resync;
import caplab.ap.core.Session;
import caplab.ap.core.SessionToken;
import caplab.ap.shell.ApListener;
import caplab.ap.shell.ApRegister;
import caplab.ap.shell.ApShell;
import caplab.lab.model.Topology;
import caplab.lab.model.Topology.Instance;
import caplab.lab.stage.ClientAnswer;
import caplab.lab.stage.ClientCall;
import caplab.node.Breaker;
import caplab.protocol.Event;
import caplab.protocol.Replica;
import caplab.seal.HmacSeal;
import caplab.sim.SimulatedConnection;
import caplab.sim.SimulatedLoop;
import caplab.sim.World;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** An instance of app-ap. */
final class SimulatedApInstance extends SimulatedInstance implements ApListener {

  private static final SessionToken TOKEN =
      new SessionToken(new HmacSeal("of the simulation", Optional.empty()));

  /** As {@code MAX_STALENESS_MS} and {@code AP_LOG_CAP_BYTES} unless set. */
  private static final long MAX_STALENESS_MS = 5_000;

  private static final long LOG_BYTES_MOST = 64L << 20;

  private final long logMost;
  private final LongSupplier now;
  private ApShell shell;
  private long resyncs;

  /**
   * @param logMost entries of a node's log
   * @param now nanoseconds since the start of the run
   */
  SimulatedApInstance(
      World world,
      SimulatedNetwork network,
      Mutations mutations,
      Instance instance,
      long logMost,
      LongSupplier now) {
    super(world, network, mutations, instance);
    this.logMost = logMost;
    this.now = now;
  }

  @Override
  void begin(SimulatedLoop life, SequencedMap<String, SimulatedConnection> nodes) {
    SequencedMap<String, Breaker> breakers = new LinkedHashMap<>();
    Map<String, Replica<Request, Reply>> guarded = new LinkedHashMap<>();
    Map<String, Replica<Request, Reply>> insisting = new LinkedHashMap<>();
    nodes.forEach((name, node) -> {
      Replica<Request, Reply> wire = wire(name);
      breakers.put(name, node.breaker());
      guarded.put(name, node.guarded(wire));
      insisting.put(name, node.insisting(wire));
    });
    ApShell.Rules rules =
        new ApShell.Rules(
            Topology.node(zone()),
            SimulatedStage.NETWORK_TIMEOUT_MS,
            0,
            logMost,
            LOG_BYTES_MOST,
            MAX_STALENESS_MS,
            () -> false,
            KeyState.Limit.DEFAULT);
    shell = new ApShell(life, new ApShell.Nodes(breakers, guarded, insisting), rules, this);
    shell.start();
  }

  private Replica<Request, Reply> wire(String name) {
    Replica<Request, Reply> wire = network.wire(zone(), name, SimulatedNode::on);
    return new Replica<>() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public void ask(Request request, long timeoutMs, Consumer<Event<Reply>> callback) {
        wire.ask(
            request,
            timeoutMs,
            event -> {
              if (event instanceof Event.Answered<Reply>) {
                mutations.contact(zone(), name, world.now());
              }
              callback.accept(event);
            });
      }
    };
  }

  @Override
  public void resynced(String source, String target, String reason, Resync.Resynced how) {
    resyncs++;
  }

  @Override
  boolean ready() {
    return network.nodes().keySet().stream()
        .allMatch(node -> shell.sightings().boundUs(node).isPresent());
  }

  @Override
  long resyncs() {
    return resyncs;
  }

  @Override
  void carryOut(ClientCall call, long deadlineMs, Consumer<ClientAnswer> then) {
    Session session = call.session().flatMap(TOKEN::session).orElse(Session.NONE);
    switch (call.f()) {
      case READ -> {
        Read.Wish wish =
            new Read.Wish(
                mutations.level(),
                OptionalLong.empty(),
                false,
                mutations.asked(session.seen()),
                false);
        shell
            .register()
            .read(
                call.key(),
                wish,
                false,
                deadlineMs,
                told -> then.accept(read(call, session, told)));
      }
      case WRITE, DELETE, CAS ->
          shell
              .register()
              .write(
                  call.key(),
                  call.value(),
                  call.context().flatMap(text -> TOKEN.context(call.key(), text)),
                  TOKEN.shown(session, call.key()),
                  deadlineMs,
                  told -> then.accept(written(call, session, told)));
    }
  }

  private ClientAnswer read(ClientCall call, Session session, ApRegister.Told told) {
    if (!(told.outcome() instanceof Outcome.Found found)) {
      return SimulatedAnswers.refusal(now.getAsLong(), told.outcome());
    }
    return SimulatedAnswers.of(
        now.getAsLong(),
        found,
        mutations.boundUs(zone(), found, world.now()),
        TOKEN.context(call.key(), found.state()),
        TOKEN.session(
            TOKEN.after(
                session, found.token(), call.key(), SessionToken.Context.of(found.state()))));
  }

  private ClientAnswer written(ClientCall call, Session session, ApRegister.Told told) {
    if (!(told.outcome() instanceof Outcome.Written written)) {
      return SimulatedAnswers.refusal(now.getAsLong(), told.outcome());
    }
    SessionToken.Context next = told.contextAfter(written);
    return SimulatedAnswers.of(
        now.getAsLong(),
        written,
        TOKEN.context(call.key(), next.vector(), next.ids()),
        TOKEN.session(
            TOKEN.after(session, session.seen().join(written.token()), call.key(), next)));
  }
}
