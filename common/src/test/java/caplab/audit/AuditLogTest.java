package caplab.audit;

import static caplab.audit.AuditKit.lines;
import static caplab.audit.AuditKit.verdict;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AuditLogTest {

  private static final Duration SHORT = Duration.ofMillis(50);

  @TempDir Path folder;

  private final AuditKit kit = new AuditKit();

  /** A disk that refuses until it is told otherwise, and leaves pieces behind as it does. */
  private static final class Disk implements AuditLog.Disk {
    private final AuditLog.Disk real;
    volatile boolean full;
    final Semaphore asked = new Semaphore(0);
    final Semaphore stuck = new Semaphore(Integer.MAX_VALUE);

    Disk(AuditLog.Disk real) {
      this.real = real;
    }

    @Override
    public void append(byte[] lines) throws IOException {
      asked.release();
      stuck.acquireUninterruptibly();
      stuck.release();
      if (full) {
        throw new IOException("No space left on device");
      }
      real.append(lines);
    }

    @Override
    public void close() throws IOException {
      real.close();
    }
  }

  private AuditLog on(Disk disk, int waitingMost) {
    AuditLog log =
        new AuditLog(
            AuditKit.CHAIN,
            new AuditFiles.End(new byte[0], new byte[0]),
            disk,
            SHORT,
            waitingMost,
            kit);
    log.begin();
    return log;
  }

  private static JsonNode json(String line) {
    return JsonMapper.shared().readTree(line);
  }

  private static List<String> messages(Path file) {
    return lines(file).stream().map(line -> json(line).path("msg").asString()).toList();
  }

  @Test
  void writesALineOfJsonForEachEvent_thatOnlyItsOwnerReads() throws IOException {
    Path file = folder.resolve("audit.log");
    try (AuditLog log = AuditLog.open(file, AuditKit.KEY, kit)) {
      log.tell("WRITE", "written", Map.of("request_id", "r1"), "status", 200, "latency_ms", 1.5);
    }
    List<String> lines = lines(file);
    assertThat(json(lines.getFirst()).path("event").asString()).isEqualTo("AUDIT_START");
    JsonNode line = json(lines.getLast());
    assertThat(line.propertyNames())
        .containsExactly(
            "n", "prev", "time", "event", "msg", "request_id", "status", "latency_ms", "hash");
    assertThat(line.path("n").asLong()).isEqualTo(2);
    assertThat(line.path("prev").asString())
        .isEqualTo(json(lines.getFirst()).path("hash").asString());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void keepsEverythingInsideItsLine() {
    Path file = folder.resolve("audit.log");
    String evil =
        "\r\n{\"n\":9}\u001b[2J\u2028\u2029\u0085\u009b31m\u202e\u0000" + "x".repeat(10_000);
    try (AuditLog log = AuditLog.open(file, AuditKit.KEY, kit)) {
      log.tell("READ", evil, Map.of("request_id", evil), evil, evil);
    }
    List<String> lines = lines(file);
    assertThat(lines).hasSize(2);
    assertThat(lines.getLast()).matches("[ -~]*");
    assertThat(json(lines.getLast()).path("msg").asString()).isEqualTo(evil);
    assertThat(verdict(file).whole()).isTrue();
  }

  @Test
  void goesOnWithTheChain_overStartsAndFiles() throws IOException {
    Path file = folder.resolve("audit.log");
    for (int i = 0; i < 20; i++) {
      try (AuditLog log = kit.small(file, 1_500)) {
        log.tell("WRITE", "number " + i, null);
      }
    }
    Path one = folder.resolve("audit.log.1");
    Path two = folder.resolve("audit.log.2");
    AuditVerdict verdict = verdict(Optional.of(kit.heads.getLast()), file, one, two);
    assertThat(verdict.faults()).isEmpty();
    assertThat(verdict.head().lines()).isEqualTo(40);
    assertThat(verdict.first()).isGreaterThan(1);
    assertThat(json(lines(file).getFirst()).path("prev").asString())
        .isEqualTo(json(lines(one).getLast()).path("hash").asString());
    try (var files = Files.list(folder)) {
      assertThat(files.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("audit.log", "audit.log.1", "audit.log.2", ".audit.log.lock");
    }
    for (Path each : List.of(file, one, two)) {
      assertThat(Files.size(each)).isLessThanOrEqualTo(1_500);
    }
  }

  @Test
  void goesOnFromTheOlderFile_whereACrashLeftNoNewOne() throws IOException {
    Path file = folder.resolve("audit.log");
    kit.write(file, "one");
    Files.move(file, folder.resolve("audit.log.1"));
    kit.write(file, "two");
    assertThat(verdict(file, folder.resolve("audit.log.1")).faults()).isEmpty();
    assertThat(kit.heads.getLast().lines()).isEqualTo(4);
  }

  @Test
  void saysHowManyLinesAFullDiskCost_andGoesOn() throws IOException {
    Path file = folder.resolve("audit.log");
    Disk disk = new Disk(AuditFiles.open(file, AuditFiles.BYTES_MOST));
    disk.full = true;
    try (AuditLog log = on(disk, 100)) {
      for (int i = 0; i < 6; i++) {
        log.tell("WRITE", "lost", null);
      }
      await().untilAsserted(() -> assertThat(kit.dropped).hasValue(6));
      assertThat(log.tell("WRITE", "lost", null)).isFalse();
      await().untilAsserted(() -> assertThat(kit.dropped).hasValue(7));
      disk.full = false;
      await().until(() -> lines(file).size() == 2);
      log.tell("WRITE", "kept", null);
    }
    assertThat(messages(file)).hasSize(3).endsWith("lines were dropped here", "kept");
    JsonNode gap = json(lines(file).get(1));
    assertThat(gap.path("event").asString()).isEqualTo("AUDIT_GAP");
    assertThat(gap.path("dropped").asInt()).isEqualTo(7);
    assertThat(verdict(file).whole()).isTrue();
  }

  @Test
  void letsALineWait_forADiskThatIsFullForAMoment() throws IOException {
    Path file = folder.resolve("audit.log");
    Disk disk = new Disk(AuditFiles.open(file, AuditFiles.BYTES_MOST));
    disk.full = true;
    AuditLog log =
        new AuditLog(
            AuditKit.CHAIN,
            new AuditFiles.End(new byte[0], new byte[0]),
            disk,
            Duration.ofDays(1),
            100,
            kit);
    log.begin();
    log.tell("WRITE", "late", null);
    disk.asked.acquireUninterruptibly(2);
    disk.full = false;
    await().until(() -> lines(file).size() == 2);
    log.close();
    assertThat(messages(file)).endsWith("late");
    assertThat(kit.dropped).hasValue(0);
  }

  @Test
  void keepsNobodyWaiting_forADiskThatNeverAnswers() throws IOException {
    Path file = folder.resolve("audit.log");
    Disk disk = new Disk(AuditFiles.open(file, AuditFiles.BYTES_MOST));
    disk.stuck.drainPermits();
    try (AuditLog log = on(disk, 10)) {
      disk.asked.acquireUninterruptibly();
      for (int i = 0; i < 25; i++) {
        log.tell("WRITE", "number " + i, null);
      }
      assertThat(kit.dropped).hasValue(15);
      disk.stuck.release();
      await().until(() -> lines(file).size() == 12);
    }
    assertThat(messages(file)).contains("number 0", "number 9", "lines were dropped here");
    assertThat(verdict(file).whole()).isTrue();
  }

  @Test
  void refusesAFileThatItCannotGoOnWith() throws IOException {
    Path file = folder.resolve("audit.log");
    assertThatThrownBy(() -> AuditLog.open(folder, AuditKit.KEY, kit)).hasMessage("is no file");
    assertThatThrownBy(() -> AuditLog.open(folder.resolve("no/audit.log"), AuditKit.KEY, kit))
        .hasMessageStartingWith("cannot be opened");
    assertThatThrownBy(() -> AuditLog.open(folder.resolve("%d"), AuditKit.KEY, kit))
        .hasMessageContaining("%");
    try (AuditLog log = AuditLog.open(file, AuditKit.KEY, kit)) {
      assertThatThrownBy(() -> AuditLog.open(file, AuditKit.KEY, kit))
          .hasMessageContaining("another process");
      log.tell("WRITE", "one", null);
    }
    String before = Files.readString(file);
    assertThatThrownBy(() -> AuditLog.open(file, AuditKit.KEY + "2", kit))
        .hasMessageContaining("not written with AUDIT_KEY");
    assertThat(Files.readString(file)).isEqualTo(before);
    kit.write(file, "the lock went with its holder");
    assertThat(verdict(file).whole()).isTrue();
  }
}
