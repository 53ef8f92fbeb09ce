package caplab.audit;

import caplab.audit.AuditChain.Head;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the audit: whoever has something to tell leaves it here and goes on, and one thread puts
 * it on the disk as the next lines of the chain. A line waits for the disk up to {@link #PATIENCE},
 * and no more than {@link #WAITING_MOST} do; then it is dropped and counted, and as soon as the
 * disk takes anything again a line of the chain says how many are missing. Nobody waits for it.
 */
public final class AuditLog implements AutoCloseable {

  /** How long a line waits for a disk that does not take it. */
  public static final Duration PATIENCE = Duration.ofSeconds(2);

  static final int WAITING_MOST = 16_384;
  private static final int AT_ONCE = 4_000;
  private static final Duration HEAD_EVERY = Duration.ofMinutes(1);

  /** What comes so soon after a line goes to the disk with it, unless there is much already. */
  private static final Duration GATHER = Duration.ofMillis(50);

  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);

  /** Where lines go. */
  interface Disk extends AutoCloseable {

    /**
     * @throws IOException if they are not there; they may be tried again
     */
    void append(byte[] lines) throws IOException;

    @Override
    void close() throws IOException;
  }

  /** Hears how the audit fares. */
  public interface Listener {

    /** Of a line that the disk did not take in time. */
    void dropped();

    /** As far as the chain has come: said at the start, once a minute, and at the end. */
    void head(Head head);
  }

  /** What the lines go on from. */
  private record Start(Head head, byte[] before, Map<String, Object> members) {}

  /** Something that was told; to put it together is the writer's work, not the teller's. */
  private record Entry(
      long atNs,
      Instant time,
      String event,
      String message,
      Map<String, String> context,
      Object[] fields)
      implements AuditChain.Members {

    private static final Set<String> FIRST = Set.of("time", "event", "msg");

    /** Of a name in the request's context and in the fields, that of the context. */
    @Override
    public void each(BiConsumer<String, Object> member) {
      member.accept("time", time.toString());
      member.accept("event", event);
      member.accept("msg", message);
      context.forEach((name, value) -> {
        if (!FIRST.contains(name)) {
          member.accept(name, value);
        }
      });
      for (int i = 0; i + 1 < fields.length; i += 2) {
        String name = fields[i].toString();
        if (!FIRST.contains(name) && !context.containsKey(name)) {
          member.accept(name, fields[i + 1]);
        }
      }
    }
  }

  private final AuditChain chain;
  private final Disk disk;
  private final Listener listener;
  private final Duration patience;
  private final BlockingQueue<Entry> waiting;
  private final AtomicLong missing = new AtomicLong();
  private final List<Entry> batch = new ArrayList<>();
  private final Thread writer = Thread.ofPlatform().daemon().name("audit").unstarted(this::run);
  private Optional<Start> start;
  private Head head;
  private long headToldNs;
  private volatile boolean failing;
  private volatile boolean closing;

  AuditLog(
      AuditChain chain,
      AuditFiles.End end,
      Disk disk,
      Duration patience,
      int waitingMost,
      Listener listener) {
    this.chain = chain;
    this.disk = disk;
    this.patience = patience;
    this.listener = listener;
    this.waiting = new ArrayBlockingQueue<>(waitingMost);
    this.start = Optional.of(start(chain, end));
    this.head = start.get().head();
  }

  /**
   * Goes on with the chain of a file, or begins one.
   *
   * @throws IllegalArgumentException with a sentence that begins after the name of the file, if it
   *     cannot be opened or its end was not written with this key
   */
  public static AuditLog open(Path file, String key, Listener listener) {
    AuditFiles files = AuditFiles.open(file, AuditFiles.BYTES_MOST);
    try {
      AuditLog log =
          new AuditLog(new AuditChain(key), files.end(), files, PATIENCE, WAITING_MOST, listener);
      log.begin();
      return log;
    } catch (IOException e) {
      files.release();
      throw new IllegalArgumentException("cannot be read: " + e);
    } catch (IllegalArgumentException e) {
      files.release();
      throw e;
    }
  }

  private static Start start(AuditChain chain, AuditFiles.End end) {
    Map<String, Object> members = told(Instant.now(), "AUDIT_START", "the audit begins or goes on");
    if (end.line().length == 0 && end.piece().length == 0) {
      return new Start(Head.NONE, new byte[0], members);
    }
    byte[] newline = {'\n'};
    Optional<AuditChain.Found> last = chain.read(end.piece());
    if (last.isPresent()) { // all but its newline came to the disk
      return new Start(last.get().head(), newline, members);
    }
    Head head =
        end.line().length == 0
            ? Head.NONE
            : chain
                .read(end.line())
                .orElseThrow(() ->
                    new IllegalArgumentException(
                        "ends in a line that was not written with AUDIT_KEY: look at it, move it away,"
                            + " and start again"))
                .head();
    if (end.piece().length == 0) {
      return new Start(head, new byte[0], members);
    }
    members.put("torn_bytes", end.piece().length);
    members.put("torn_sha256", AuditChain.digest(end.piece()));
    return new Start(head, newline, members);
  }

  /** Whether anything waits for the disk. */
  boolean waits() {
    return !waiting.isEmpty();
  }

  void begin() {
    writer.start();
  }

  private static Map<String, Object> told(Instant time, String event, String message) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("time", time.toString());
    members.put("event", event);
    members.put("msg", message);
    return members;
  }

  /**
   * Leaves an event to be written; never waits. Tells whether it will be, by what is known now: not
   * while the disk refuses.
   *
   * @param context names of the request it belongs to; may be null
   * @param fields pairs of name and value, each name once: text, numbers, truth values, or maps and
   *     lists of these
   */
  public boolean tell(String event, String message, Map<String, String> context, Object... fields) {
    Entry entry =
        new Entry(
            System.nanoTime(),
            Instant.now(),
            event,
            message,
            context == null ? Map.of() : context,
            fields);
    if (closing || !waiting.offer(entry)) {
      drop();
      return false;
    }
    return !failing;
  }

  private void drop() {
    missing.incrementAndGet();
    listener.dropped();
  }

  private void run() {
    headToldNs = System.nanoTime() - HEAD_EVERY.toNanos();
    try {
      while (!closing || !waiting.isEmpty() || owed()) {
        fetch();
        if (owed()) {
          write();
        }
        tellHead(HEAD_EVERY);
      }
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether something is to be written, were nothing more to come. */
  private boolean owed() {
    return !batch.isEmpty() || missing.get() > 0 || start.isPresent();
  }

  private void fetch() throws InterruptedException {
    if (!owed()) {
      Entry first = waiting.poll(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
      if (first != null) {
        batch.add(first);
        if (!closing && waiting.size() < AT_ONCE) {
          TimeUnit.NANOSECONDS.sleep(GATHER.toNanos());
        }
      }
    }
    waiting.drainTo(batch, AT_ONCE - batch.size());
  }

  private void write() throws InterruptedException {
    long gap = missing.get();
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    Head next = head;
    if (start.isPresent()) {
      lines.writeBytes(start.get().before());
      next = add(next, start.get().members()::forEach, lines);
    }
    if (gap > 0) {
      Map<String, Object> members = told(Instant.now(), "AUDIT_GAP", "lines were dropped here");
      members.put("dropped", gap);
      next = add(next, members::forEach, lines);
    }
    for (Entry entry : batch) {
      next = add(next, entry, lines);
    }
    try {
      disk.append(lines.toByteArray());
      head = next;
      start = Optional.empty();
      missing.addAndGet(-gap);
      batch.clear();
      failing = false;
    } catch (IOException e) {
      refused(e);
    }
  }

  private Head add(Head before, AuditChain.Members members, ByteArrayOutputStream lines) {
    AuditChain.Written line = chain.after(before, members);
    lines.writeBytes(line.bytes());
    return line.head();
  }

  private void refused(IOException e) throws InterruptedException {
    if (!failing) {
      failing = true;
      LOG.warn("the audit cannot be written; lines that wait too long are dropped", e);
    }
    long now = System.nanoTime();
    batch.removeIf(entry -> {
      boolean late = now - entry.atNs() >= patience.toNanos();
      if (late) {
        drop();
      }
      return late;
    });
    TimeUnit.NANOSECONDS.sleep(Math.min(PAUSE.toNanos(), patience.toNanos()));
  }

  private void tellHead(Duration every) {
    long now = System.nanoTime();
    if (now - headToldNs >= every.toNanos() && start.isEmpty()) {
      headToldNs = now;
      listener.head(head);
    }
  }

  /** Takes no more, writes what waits, as long as a line waits for the disk, and tells the head. */
  @Override
  public void close() {
    closing = true;
    try {
      if (!writer.join(patience.plus(PAUSE))) {
        writer.interrupt();
        writer.join(PAUSE);
      }
      tellHead(Duration.ZERO);
      disk.close();
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.warn("the audit cannot be closed", e);
    }
  }
}
