package caplab.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import caplab.audit.AuditChain.Head;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Audits in a folder, and what is said of them. */
final class AuditKit implements AuditLog.Listener {

  static final String KEY = "an-audit-key-of-at-least-32-bytes-in-all";
  static final AuditChain CHAIN = new AuditChain(KEY);

  final List<Head> heads = new CopyOnWriteArrayList<>();
  final AtomicInteger dropped = new AtomicInteger();

  @Override
  public void dropped() {
    dropped.incrementAndGet();
  }

  @Override
  public void head(Head head) {
    heads.add(head);
  }

  /** Writes these events to the end; the last head said is the chain's. */
  Head write(Path file, String... messages) {
    try (AuditLog log = AuditLog.open(file, KEY, this)) {
      for (String message : messages) {
        log.tell("WRITE", message, null);
      }
    }
    return heads.getLast();
  }

  /** As an audit that goes on to another file after so many bytes. */
  AuditLog small(Path file, long bytesMost) throws IOException {
    AuditFiles files = AuditFiles.open(file, bytesMost);
    AuditLog log = new AuditLog(CHAIN, files.end(), files, Duration.ofSeconds(2), 16, this);
    log.begin();
    return log;
  }

  static List<String> lines(Path file) {
    try {
      return new ArrayList<>(Files.readAllLines(file, UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void lines(Path file, List<String> lines) {
    text(file, String.join("\n", lines) + "\n");
  }

  static void text(Path file, String text) {
    try {
      Files.writeString(file, text, UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static AuditVerdict verdict(Path... files) {
    return verdict(Optional.empty(), files);
  }

  static AuditVerdict verdict(Optional<Head> head, Path... files) {
    try {
      return AuditVerdict.of(CHAIN, List.of(files), head);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
