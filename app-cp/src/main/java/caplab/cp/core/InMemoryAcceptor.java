package caplab.cp.core;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * A node in memory: every rule that the Lua scripts keep, one request at a time. What {@link #wipe}
 * and {@link #restart} do is what happens to real disks.
 */
public class InMemoryAcceptor implements caplab.protocol.Replica<Request, Reply> {

  /**
   * How far one answer reaches.
   *
   * @param registers that one portion of a scan names
   * @param bytes of states past which an answer to several reads ends
   */
  public record Page(int registers, int bytes) {

    /** What the scripts have. */
    public static final Page OF_REDIS = new Page(500, 262_144);

    /** So small that few registers are many pages. */
    static final Page SMALL = new Page(40, 1_000);
  }

  /** What the disk holds of one register. */
  record Register(Ballot promised, Ballot accepted, RegisterState state) {
    static final Register NEVER = new Register(Ballot.ZERO, Ballot.ZERO, RegisterState.NEVER);

    Ballot newest() {
      return promised.max(accepted);
    }

    Register merged(Ballot promise, Ballot ballot, RegisterState newer) {
      return ballot.above(accepted)
          ? new Register(promised.max(promise), ballot, newer)
          : new Register(promised.max(promise), accepted, state);
    }
  }

  /** All that survives a restart. */
  public record Disk(
      Optional<NodeRecord> record,
      Map<String, Register> registers,
      Reply.Notes notes,
      Retention retention) {
    static final Disk EMPTY = new Disk(Optional.empty(), Map.of(), Reply.Notes.NONE);

    /** Of a node that has not begun to count its age. */
    public Disk(Optional<NodeRecord> record, Map<String, Register> registers, Reply.Notes notes) {
      this(record, registers, notes, Retention.NONE);
    }
  }

  private final String name;
  private final TreeMap<String, Register> registers = new TreeMap<>(Portion.ORDER);
  private Reply.Notes notes = Reply.Notes.NONE;
  private Optional<NodeRecord> record = Optional.empty();
  private String run;
  private long ticks;
  private boolean full;

  /** Whether the request in hand has written. */
  private boolean wrote;

  private final LongSupplier clockMs;
  private long steppedMs;
  private Retention retention = Retention.NONE;
  private final Page page;

  /** An empty node in its first run, for which time stands still. */
  public InMemoryAcceptor(String name, String run) {
    this(name, run, () -> 0);
  }

  /**
   * An empty node in its first run.
   *
   * @param clockMs in milliseconds, 0 or more
   */
  public InMemoryAcceptor(String name, String run, LongSupplier clockMs) {
    this(name, run, clockMs, Page.SMALL);
  }

  /** As {@link #InMemoryAcceptor(String, String, LongSupplier)}, with pages of this size. */
  public InMemoryAcceptor(String name, String run, LongSupplier clockMs, Page page) {
    this.name = name;
    this.run = run;
    this.clockMs = clockMs;
    this.page = page;
  }

  /** What of the node's time makes an incarnation new. */
  protected String stamp() {
    return Long.toString(++ticks);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void ask(
      Request request, long timeoutMs, Consumer<caplab.protocol.Event<Reply>> callback) {
    callback.accept(new caplab.protocol.Event.Answered<>(name, handle(request)));
  }

  /** Executes one request: one atomic script. */
  public Reply handle(Request request) {
    wrote = false;
    return switch (request) {
      case Request.Voting voting -> lets(voting) ? aged(voting) : fenced();
      case Request.Survey() -> new Reply.Status(standing());
      case Request.Mark(String drawn) -> mark(drawn);
      case Request.Enter(View view) ->
          record.filter(held -> held.mayEnter(view, name, run)).isPresent()
              ? keep(held().view().same(view) ? held() : held().in(view), new Reply.Entered())
              : fenced();
      case Request.Begin(String drawn, View newest) -> begin(drawn, newest);
      case Request.Advance(String incarnation, String after) ->
          pending(incarnation)
              .map(begun -> keep(held().pending(begun.at(after)), scan(after)))
              .orElseGet(this::fenced);
      case Request.Refill refill -> refill(refill);
      case Request.Admit(String incarnation, View view) ->
          held().mayBeAdmitted(view, name, incarnation, run)
              ? keep(held().admitted(view, name, run), new Reply.Entered())
              : fenced();
      case Request.Trust(View view, String admittedRun, long changes) ->
          held().mayTrust(view, name, admittedRun, changes)
              ? keep(held().admitted(view, name, run), new Reply.Entered())
              : fenced();
      case Request.Note(Reply.Notes others) -> {
        notes = notes.with(others);
        age();
        yield new Reply.Noted();
      }
    };
  }

  /** CP-11 and CP-12: whether the sender's pass is that of this node, as it is now. */
  boolean lets(Request.Voting request) {
    return held().lets(request.pass(), run);
  }

  private Reply aged(Request.Voting request) {
    long before = held().changes();
    Reply reply = vote(request);
    if (held().changes() > before) {
      age();
    }
    return reply;
  }

  private Reply vote(Request.Voting request) {
    return switch (request) {
      case Request.Read read -> {
        Register held = register(read.register());
        yield new Reply.Held(held.promised(), held.accepted(), held.state());
      }
      case Request.Scan scan -> scan(scan.after());
      case Request.Each(var requests) -> each(requests);
      case Request.Prepare prepare -> prepare(prepare);
      case Request.Accept accept -> accept(accept);
    };
  }

  private Reply each(List<? extends Request.Voting> requests) {
    List<Reply> replies = new ArrayList<>();
    int bytes = 0;
    for (Request.Voting request : requests) {
      Reply reply = vote(request);
      if (reply instanceof Reply.Full) {
        return reply;
      }
      replies.add(reply);
      bytes += reply instanceof Reply.Held held ? Codec.bytes(held.state()).length : 0;
      if (bytes > page.bytes()) {
        break;
      }
    }
    return new Reply.Each(replies);
  }

  private Reply prepare(Request.Prepare asked) {
    Register held = register(asked.register());
    if (!asked.ballot().above(held.newest())) {
      return new Reply.Conflict(held.newest());
    }
    if (lacksMemory(!registers.containsKey(asked.register()))) {
      return new Reply.Full();
    }
    Register promised = new Register(asked.ballot(), held.accepted(), held.state());
    return changed(asked.register(), promised, new Reply.Promised(held.accepted(), held.state()));
  }

  private Reply accept(Request.Accept asked) {
    Register held = register(asked.register());
    if (held.promised().above(asked.ballot()) || !asked.ballot().above(held.accepted())) {
      return new Reply.Conflict(held.newest());
    }
    if (lacksMemory(grows(asked.register(), asked.state(), asked.state().value().isEmpty()))) {
      return new Reply.Full();
    }
    Ballot promise = asked.ballot().max(asked.next());
    Register accepted = new Register(promise, asked.ballot(), asked.state());
    return changed(asked.register(), accepted, new Reply.Accepted());
  }

  private Reply scan(String after) {
    LinkedHashMap<String, Reply.Ballots> portion = new LinkedHashMap<>();
    registers.tailMap(after, false).entrySet().stream()
        .limit(page.registers())
        .forEach(each ->
            portion.put(
                each.getKey(),
                new Reply.Ballots(each.getValue().promised(), each.getValue().accepted())));
    String upTo = portion.isEmpty() ? "" : portion.sequencedKeySet().getLast();
    return new Reply.Scanned(portion, portion.size() < page.registers() ? "" : upTo);
  }

  private Reply mark(String drawn) {
    boolean stale =
        held().view().number() == 0 && held().pending().isEmpty() && !held().run().equals(run);
    if (registers.isEmpty() && stale) {
      if (full) {
        return new Reply.Full();
      }
      String incarnation = drawn + "-" + stamp();
      record = Optional.of(new NodeRecord(incarnation, run, View.NONE, 1, Optional.empty()));
    }
    return new Reply.Status(standing());
  }

  private Reply begin(String drawn, View newest) {
    if (!held().mayBegin(newest, name, run)) {
      return fenced();
    }
    Optional<NodeRecord.Pending> begun = held().pending(run);
    NodeRecord.Pending refill =
        begun.orElseGet(() -> new NodeRecord.Pending(drawn + "-" + stamp(), run, "", 0));
    return keep(held().pending(refill), new Reply.Begun(refill, begun.isEmpty()));
  }

  private Reply refill(Request.Refill asked) {
    Optional<NodeRecord.Pending> pending = pending(asked.incarnation());
    if (pending.isEmpty()) {
      return fenced();
    }
    boolean grows =
        asked.copies().stream()
            .anyMatch(copy -> grows(copy.register(), merged(copy).state(), false));
    if (lacksMemory(grows)) {
      return new Reply.Full();
    }
    asked.copies().forEach(copy -> put(copy.register(), merged(copy)));
    return keep(held().pending(pending.get().handed(asked.copies().size())), new Reply.Refilled());
  }

  private Optional<NodeRecord.Pending> pending(String incarnation) {
    return held().pending(run).filter(begun -> begun.incarnation().equals(incarnation));
  }

  private Register merged(Request.Copy copy) {
    return register(copy.register()).merged(copy.promised(), copy.accepted(), copy.state());
  }

  private Register register(String register) {
    Register held = registers.get(register);
    return held != null ? held : KeyedWrite.isClaim(register) ? forgotten() : Register.NEVER;
  }

  private Register forgotten() {
    Ballot promised = registers.getOrDefault(KeyedWrite.FORGOTTEN, Register.NEVER).promised();
    return new Register(promised, Ballot.ZERO, RegisterState.NEVER);
  }

  /**
   * Whether a full node refuses. Redis asks for memory at the first write of a step only, and what
   * takes no more of it begins with a removal.
   */
  private boolean lacksMemory(boolean grows) {
    return full && grows && !wrote;
  }

  private boolean grows(String register, RegisterState becomes, boolean deletes) {
    Register held = registers.get(register);
    return held == null
        || !deletes && Codec.bytes(becomes).length > Codec.bytes(held.state()).length;
  }

  private void put(String register, Register now) {
    wrote = true;
    registers.put(register, now);
    if (KeyedWrite.isClaim(register)) {
      retention = retention.keeping(register);
    }
  }

  /** CP-8: what a forgotten claim had promised is kept, for all of them together. */
  private void age() {
    long nowMs = clockMs.getAsLong() + steppedMs;
    if (!retention.due(nowMs)) {
      return;
    }
    Retention older = retention.at(nowMs);
    List<String> overdue = older.overdue();
    for (String claim : overdue) {
      Ballot promised = registers.remove(claim).newest();
      registers.merge(
          KeyedWrite.FORGOTTEN,
          new Register(promised, Ballot.ZERO, RegisterState.NEVER),
          (old, now) -> old.merged(now.promised(), Ballot.ZERO, RegisterState.NEVER));
    }
    // No older while there may be more of them.
    boolean all = overdue.size() < Retention.FORGOTTEN_MOST;
    retention = (all ? older : retention).without(overdue);
  }

  private Reply changed(String register, Register now, Reply reply) {
    put(register, now);
    return keep(held().changed(), reply);
  }

  private Reply keep(NodeRecord now, Reply reply) {
    record = Optional.of(now);
    return reply;
  }

  private NodeRecord held() {
    return record.orElse(NodeRecord.NOTHING);
  }

  private Reply fenced() {
    return new Reply.Fenced(standing());
  }

  /** How the node stands now. */
  public Reply.Standing standing() {
    return new Reply.Standing(record, run, registers.isEmpty(), notes);
  }

  /** Loses everything without a restart, as FLUSHALL does. */
  public void wipe() {
    load(Disk.EMPTY);
  }

  /** Starts a new run with this disk. */
  public void restart(String newRun, Disk disk) {
    run = newRun;
    load(disk);
  }

  /** A copy of the disk as it is. */
  public Disk disk() {
    return new Disk(record, Map.copyOf(registers), notes, retention);
  }

  /** Whether the node has no memory left for anything that writes a register. */
  public void full(boolean now) {
    full = now;
  }

  /** Sets the node's clock forward, or back. */
  public void step(long ms) {
    steppedMs += ms;
  }

  /** Becomes what the other is, its own time included. */
  void become(InMemoryAcceptor other) {
    run = other.run;
    ticks = other.ticks;
    full = other.full;
    load(other.disk());
  }

  private void load(Disk disk) {
    record = disk.record();
    retention = disk.retention();
    registers.clear();
    registers.putAll(disk.registers());
    notes = disk.notes();
  }
}
