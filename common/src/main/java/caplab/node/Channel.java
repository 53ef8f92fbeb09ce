package caplab.node;

import caplab.node.Verdict.Health;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;

/**
 * The way to one node: a queue of calls and the connection that carries them. A broken or late
 * connection is replaced at once; calls that were not written yet wait for the next one, within
 * their deadlines. Every call that is put in comes out once, with a {@link Verdict}.
 */
final class Channel implements AutoCloseable, Line.Owner {

  private final Queue<Call> queue = new ConcurrentLinkedQueue<>();
  private final Set<String> loading = ConcurrentHashMap.newKeySet();
  private final BiConsumer<Call, Verdict> settled;
  private final Connector connector;
  private final String host;
  private final String node;
  private final NodeSettings settings;
  private final NodeListener listener;
  private final long lateNanos;
  private volatile Line line;
  private volatile boolean closed;

  /**
   * @param settled hears of every call once it occupies no slot any more
   */
  Channel(
      NodeAddress address,
      NodeSettings settings,
      ServerRuns runs,
      NodeListener listener,
      BiConsumer<Call, Verdict> settled) {
    this.settled = settled;
    this.lateNanos = settings.networkTimeout().toNanos();
    this.host = address.host();
    this.node = address.name();
    this.settings = settings;
    this.listener = listener;
    this.connector =
        new Connector(address, settings, runs, listener, this::install, this::refuseWaiting);
  }

  /** Queues one call; it may be settled before this returns. */
  void submit(Call call) {
    queue.add(call);
    carry();
  }

  /** The greeting of the connection that is up now. */
  Optional<Greeting> greeting() {
    Line now = line;
    return now == null ? Optional.empty() : Optional.of(now.greeting());
  }

  /** Why there is no connection, as far as an attempt told. */
  Optional<NodeStatus.Trouble> trouble() {
    return line == null ? connector.trouble() : Optional.empty();
  }

  /** Tries to connect unless connected. */
  void connect() {
    if (line == null && !closed) {
      connector.attempt();
    }
  }

  /** Gives the connection up, for a reason that its answers do not show. */
  void replace(String reason) {
    Line now = line;
    if (now != null) {
      now.fail(reason);
    }
  }

  /** The server told of its settings again, which may have changed (CP-18). */
  void greeted(Greeting again) {
    Line now = line;
    if (now == null || !now.greeting().runId().equals(again.runId())) {
      return; // it told of a connection that is gone
    }
    if (settings.strict() && !again.refused().isEmpty()) {
      now.fail(String.join("; ", again.refused()));
    } else {
      List<String> known = now.greeting().unsafeSettings();
      now.greeted(again);
      again.unsafeSettings().stream()
          .filter(said -> !known.contains(said))
          .forEach(said -> listener.unsafeSetting(node, said));
    }
  }

  /**
   * Gives the connection up if the node's name no longer leads to where it is. Containers that were
   * restarted may have each other's addresses: then it works, but with another node (B-2).
   */
  void checkWhereTheNameLeads() {
    Line now = line;
    if (now == null) {
      return;
    }
    try {
      List<InetAddress> leads = List.of(InetAddress.getAllByName(host));
      if (!leads.contains(now.peer())) {
        now.fail("the name leads elsewhere now");
      }
    } catch (UnknownHostException gone) {
      // A name that is gone says nothing of where it will lead; what is silent is found out anyway.
    }
  }

  /** Ends what is overdue; called some hundred times a second. */
  void sweep(long nowNanos) {
    for (Iterator<Call> calls = queue.iterator(); calls.hasNext(); ) {
      Call call = calls.next();
      if (call.overdue(nowNanos) && call.withdraw()) {
        calls.remove();
        settled.accept(call, Verdict.refused("not sent in time", Health.FAILS));
      }
    }
    Line now = line;
    if (now != null) {
      now.sweep(nowNanos, lateNanos);
    }
    connector.sweep(nowNanos);
  }

  @Override
  public void close() {
    closed = true;
    connector.close();
    replace("closed");
    refuseWaiting("closed");
  }

  @Override
  public void answered(Line from, Call call, Object raw) {
    boolean unknownScript =
        raw instanceof ReplyReader.RedisError error && error.code().equals("NOSCRIPT");
    if (unknownScript && call.command instanceof Command.Eval eval && call.mayReload()) {
      reload(eval.script());
      takeBack(call);
    } else {
      settled.accept(call, Verdict.of(raw));
    }
  }

  @Override
  public void unsent(Call call) {
    if (call.withdraw()) {
      settled.accept(call, Verdict.refused("not sent in time", Health.UNTOLD));
    }
  }

  @Override
  public void takeBack(Call call) {
    call.requeue();
    submit(call);
  }

  @Override
  public void broken(Line broken, String reason, List<Call> written) {
    synchronized (this) {
      if (line == broken) {
        line = null;
      }
    }
    loading.clear();
    connector.broke(reason);
    connect();
    for (Call call : written) {
      settled.accept(call, Verdict.lost(reason));
    }
  }

  private void carry() {
    Line now = line;
    if (now != null) {
      now.wake();
    } else if (closed) {
      refuseWaiting("closed");
    } else {
      connector.refusal().ifPresentOrElse(this::refuseWaiting, this::connect);
    }
  }

  /** One load for all the calls that miss the script now; it goes ahead of them in the queue. */
  private void reload(Script script) {
    if (loading.add(script.digest())) {
      Command load = new Command.Plain("SCRIPT", List.of("LOAD", script.source()));
      long deadline = System.nanoTime() + lateNanos;
      submit(Call.load(load, deadline, (reply, nanos) -> loading.remove(script.digest())));
    }
  }

  private void install(Wire wire) {
    Line fresh = new Line(wire, queue, this);
    synchronized (this) {
      if (line != null) {
        wire.close(); // an attempt that was begun a moment too late
        return;
      }
      line = fresh;
    }
    fresh.start(wire.greeting().runId().substring(0, 8));
    if (closed) {
      fresh.fail("closed");
    }
  }

  private void refuseWaiting(String reason) {
    for (Call call = queue.poll(); call != null; call = queue.poll()) {
      if (call.withdraw()) {
        settled.accept(call, Verdict.refused(reason, closed ? Health.UNTOLD : Health.FAILS));
      }
    }
  }
}
