package caplab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./cap} where people put it: what was built is found again, without another build. */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class CapScriptTest {

  private static final Path ROOT = root();

  @TempDir Path folder;

  /** A command that ended. */
  private record Ended(int status, String said) {}

  @BeforeAll
  static void builds() throws Exception {
    assertThat(run(ROOT, "C.UTF-8", ROOT.resolve("cap").toString(), "help").status()).isZero();
  }

  @Test
  void works_throughASymbolicLink() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), ROOT.resolve("cap"));
    lists(run(folder, "C.UTF-8", link.toString(), "list", "--json"));
  }

  @Test
  void works_whereTheCheckoutWasMovedToAfterItWasBuilt() throws Exception {
    lists(run(folder, "C.UTF-8", copied("moved").toString(), "list", "--json"));
  }

  @Test
  void works_belowAFolderThatIsNotAscii_inThePosixLocale() throws Exception {
    copied("plain");
    // The name is the shell's, as this JVM may have no word for it either.
    String script = "mv plain $'\\303\\274' && exec $'\\303\\274/cap' list --json";
    lists(run(folder, "POSIX", "bash", "-c", script));
  }

  /** Without Java, as that takes longer to start than to answer. */
  @Test
  void saysAtOnceWhatABuildAlwaysSays_andTheSame() throws Exception {
    String cap = ROOT.resolve("cap").toString();
    Ended list = run(folder, "C.UTF-8", cap, "list");
    assertThat(list).isEqualTo(run(folder, "C.UTF-8", cap, "list", "--port-base", "5000"));
    Ended help = run(folder, "C.UTF-8", cap, "help");
    assertThat(help).isEqualTo(run(folder, "C.UTF-8", cap, "--help"));
    assertThat(List.of(list.status(), help.status())).containsOnly(0);
  }

  @Test
  void showsTheStatusThatTheOneClusterTellsItself() throws Exception {
    HttpServer cluster = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    cluster.createContext(
        "/status.txt",
        asked -> {
          try (asked) {
            byte[] told = "db_g1 up\nnetwork whole\n".getBytes(StandardCharsets.UTF_8);
            asked.sendResponseHeaders(200, told.length);
            asked.getResponseBody().write(told);
          }
        });
    cluster.start();
    try {
      Path note = folder.resolve("running-" + cluster.getAddress().getPort());
      Files.writeString(note, ProcessHandle.current().pid() + "\n");
      assertThat(status()).isEqualTo(new Ended(0, "db_g1 up\nnetwork whole"));

      Path other = Files.writeString(folder.resolve("running-1"), Files.readString(note));
      assertThat(status().said()).startsWith("cap: several clusters run");
      Files.delete(other);
      Process ended = new ProcessBuilder("true").start();
      ended.waitFor();
      Files.writeString(note, ended.pid() + "\n");
      assertThat(status().said()).startsWith("cap: no cluster is running");
    } finally {
      cluster.stop(0);
    }
  }

  private Ended status() throws Exception {
    String data = "CAP_DATA=" + folder;
    return run(folder, "C.UTF-8", "env", data, ROOT.resolve("cap").toString(), "status");
  }

  private static void lists(Ended ended) {
    assertThat(ended.said()).contains("E04").doesNotContain("building");
    assertThat(ended.status()).isZero();
  }

  /** The script with what was built, and with nothing that it could build anew. */
  private Path copied(String name) throws Exception {
    Path checkout = folder.resolve(name);
    Files.createDirectories(checkout.resolve("lab/target"));
    Files.createDirectories(checkout.resolve("lab/src/main"));
    for (String each :
        List.of("cap", ".mvn", "deploy", "pom.xml", "lab/pom.xml", "lab/target/cap")) {
      String from = ROOT.resolve(each).toString();
      assertThat(run(ROOT, "C.UTF-8", "cp", "-a", from, checkout.resolve(each).toString()).status())
          .isZero();
    }
    try (Stream<Path> sources = Files.walk(checkout.resolve("lab/src"))) {
      sources.forEach(each -> each.toFile().setLastModified(0));
    }
    return checkout.resolve("cap");
  }

  private static Ended run(Path directory, String locale, String... words)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(words).directory(directory.toFile());
    builder.environment().put("LC_ALL", locale);
    Process process = builder.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), said.strip());
  }

  private static Path root() {
    Path here = Path.of("").toAbsolutePath();
    return Files.exists(here.resolve("redis/redis.conf")) ? here : here.getParent();
  }
}
