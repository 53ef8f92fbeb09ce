package caplab.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import caplab.lab.readme.Replay;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The archive of {@code deploy/release} on a machine with nothing: glibc, bash and coreutils. */
@Tag("long")
@Timeout(value = 60, unit = TimeUnit.MINUTES)
class ReleaseTest {

  /** Makes a root of what the archive says that it takes, and unpacks it there. */
  private static final String EMPTY_ROOT =
      """
      set -eu
      root=$1 archive=$2
      mkdir -p "$root"/{bin,usr/bin,lib64,dev,proc,tmp,opt}
      for tool in bash env basename cat date dirname kill ls mkdir mktemp readlink rm sleep uname; do
        path=$(type -P $tool)
        cp -L "$path" "$root/usr/bin/"
        ldd "$path" | grep -o '/[^ ]*' | while read -r library; do
          mkdir -p "$root$(dirname "$library")"
          cp -L "$library" "$root$library"
        done
      done
      # All of glibc: programs ask for its parts by name.
      libc=$(ldd "$(type -P bash)" | grep -o '/[^ ]*libc\\.so[^ ]*')
      for part in m dl rt pthread resolv nss_files nss_dns; do
        for library in "$(dirname "$libc")"/lib$part.so.*; do
          [ ! -e "$library" ] || cp -L "$library" "$root$(dirname "$libc")/"
        done
      done
      cp "$root/usr/bin/bash" "$root/bin/"
      tar -C "$root/opt" -xzf "$archive"
      """;

  private static final String INSIDE =
      """
      root=$1; shift
      mount --rbind /dev "$root/dev" && mount -t proc proc "$root/proc"
      exec chroot "$root" /usr/bin/env -i PATH=/usr/bin "$@"
      """;

  private static final String SEPARATE =
      "unshare --map-root-user --user --mount --pid --fork --kill-child";

  @TempDir Path folder;

  /** A command that ended. */
  private record Ended(int status, String said) {}

  @BeforeEach
  void needsNamespaces() throws Exception {
    assumeThat(run(List.of("bash", "-c", SEPARATE + " true")).status())
        .as("namespaces for users")
        .isZero();
  }

  @Test
  void playsTheDemo_whereNeitherJavaNorMavenNorRedisIs() throws Exception {
    String archive = folder.resolve("cap.tar.gz").toString();
    Ended made = run(List.of("deploy/release", archive));
    assertThat(made.status()).as(made.said()).isZero();
    String root = folder.resolve("root").toString();
    Ended unpacked = run(List.of("bash", "-c", EMPTY_ROOT, "empty", root, archive));
    assertThat(unpacked.status()).as(unpacked.said()).isZero();

    assertThat(inside(root, "--version").said()).isEqualTo("CAP Lab " + Cap.VERSION);
    Ended demo = Replay.played(() -> inside(root, "demo"), Ended::status);
    assertThat(demo.said()).contains("1. Healthy", "3. The network is healed", "report: ");
    assertThat(demo.status()).as(demo.said()).isIn(0, Replay.UNDECIDED);

    Ended locked =
        Replay.played(
            () -> inside(root, "run", "E01", "--locked", "--duration", "8s"), Ended::status);
    assertThat(locked.status()).as(locked.said()).isIn(0, Replay.UNDECIDED);
  }

  private static Ended inside(String root, String... command) {
    Stream<String> separate =
        Stream.of(
            "bash",
            "-c",
            SEPARATE + " bash -c \"$0\" inside \"$@\"",
            INSIDE,
            root,
            "/opt/cap-lab-" + Cap.VERSION + "/bin/cap");
    return run(Stream.concat(separate, Stream.of(command)).toList());
  }

  private static Path root() {
    Path here = Path.of("").toAbsolutePath();
    return Files.exists(here.resolve("redis/redis.conf")) ? here : here.getParent();
  }

  private static Ended run(List<String> words) {
    ProcessBuilder builder = new ProcessBuilder(words).directory(root().toFile());
    try {
      Process process = builder.redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Ended(process.waitFor(), said.strip());
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new AssertionError(stopped);
    }
  }
}
