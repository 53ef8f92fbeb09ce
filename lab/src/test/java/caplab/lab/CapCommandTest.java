package caplab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.lab.embedded.Ports;
import caplab.lab.model.Topology;
import caplab.lab.wire.Progressing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands as processes: their exit status, their one line, and what they leave behind. The
 * limit is for what hangs: all that is awaited here takes as long as it takes.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class CapCommandTest {

  @TempDir Path folder;

  /** A command that ended. */
  private record Ended(int status, String said) {}

  private ProcessBuilder command(String... words) {
    Path here = Path.of("").toAbsolutePath();
    Path root = Files.exists(here.resolve("redis/redis.conf")) ? here : here.getParent();
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dcap.root=" + root,
                "-Djava.io.tmpdir=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                Cap.class.getName()));
    line.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().put("CAP_DATA", folder.resolve("data").toString());
    // A compose stack that runs on this machine is none of these commands' business.
    builder.environment().put("DOCKER_HOST", "unix://" + folder.resolve("no.sock"));
    return builder;
  }

  private Ended run(String... words) throws IOException, InterruptedException {
    Process process = command(words).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), said.strip());
  }

  /** Starts a command that stays, and waits until it has said this. */
  private Process started(ProcessBuilder builder, String awaited) throws IOException {
    Path log = Files.createTempFile(folder, "said", ".log");
    Process process = builder.redirectOutput(log.toFile()).start();
    Progressing.untilSaid(process, log, awaited);
    return process;
  }

  @Test
  void endsWith64_onWrongUse_andSaysSoInOneLine() throws Exception {
    for (List<String> words :
        List.of(
            List.of("fly"),
            List.of("up", "--nodes", "8"),
            List.of("slow", "g1:db_g2", "soon"),
            List.of("status", "--on", "paper"),
            List.of("run", "E04", "--on", "paper"),
            List.of("run", "E15", "--on", "compose"),
            List.of("run", "E20", "--on", "compose"),
            List.of("run", "E04", "--on", "simulated", "--locked"),
            List.of("bench", "--full", "--locked"),
            List.of("bench", "--nodes", "1,3", "--keys", "1000"),
            List.of("bench", "--nodes", "1,8"),
            List.of("bench", "--keys", "10"),
            List.of("bench", "--keys", "1000,1000"),
            List.of("bench", "--clients", "0"),
            List.of("bench", "--value", "1MiB"),
            List.of("bench", "--write", "no-such.md"),
            List.of("twin", "write", "key"))) {
      Ended ended = run(words.toArray(String[]::new));
      assertThat(ended.status()).as(words + ": " + ended.said()).isEqualTo(64);
      assertThat(ended.said()).startsWith("cap: ").hasLineCount(1);
    }
  }

  @Test
  void suggestsWhatWasMeant_andSaysItsVersion() throws Exception {
    assertThat(run("stauts").said()).contains("did you mean").contains("status");
    assertThat(run("cut", "--one-wya", "g1").said()).contains("did you mean").contains("--one-way");
    assertThat(run("--version").said()).isEqualTo("CAP Lab " + Cap.VERSION);
    Ended help = run("cut", "--help");
    assertThat(help.said()).contains("Examples:", "./cap cut g1").doesNotStartWith("cap: ");
    assertThat(help.status()).isZero();
  }

  @Test
  void endsWith1_whenNoClusterRuns() throws Exception {
    Ended cut = run("cut", "g1");
    assertThat(cut.status()).isEqualTo(1);
    assertThat(cut.said())
        .isEqualTo(
            "cap: no cluster is running; start one with ./cap up, or wait until the one that is"
                + " starting prints its addresses");
    assertThat(run("status", "--port-base", "26000").status()).isEqualTo(1);
    Ended stack = run("cut", "g1", "--on", "compose");
    assertThat(stack.status()).isEqualTo(1);
    assertThat(stack.said()).startsWith("cap: the compose stack is not up").hasLineCount(1);
    Ended experiment = run("run", "E04", "--on", "compose");
    assertThat(experiment.status()).isEqualTo(1);
    assertThat(experiment.said()).startsWith("cap: ").hasLineCount(1);
  }

  @Test
  void refusesASecondUp_servesOtherSizesNext_andLeavesNothingOnCtrlC() throws Exception {
    Topology one = new Topology(1, 1);
    String base = Integer.toString(Ports.free(new Topology(3, 1)).base());
    Process up = upOnATerminal(base, one.nodes());
    List<ProcessHandle> family = up.descendants().toList();
    assertThat(family).hasSizeGreaterThan(3);

    Ended again = run("up", "--nodes", "1", "--port-base", base);
    assertThat(again.status()).as(again.said()).isEqualTo(1);
    assertThat(again.said()).contains("a cluster runs already", "--port-base " + base, "process ");
    Ended beside = run("up", "--nodes", "1", "--port-base", "" + (Integer.parseInt(base) + 100));
    assertThat(beside.said()).contains("a cluster runs already", "port base " + base, "process ");
    Ended unknown = run("kill", "db_g9");
    assertThat(unknown.status()).isEqualTo(64);
    assertThat(unknown.said()).contains("nothing is called 'db_g9'");
    assertThat(run("cut", "g1:db_g1").said())
        .contains("silent: g1:db_g1", "in g1: 0 of 1 nodes answer, so app-cp refuses");
    assertThat(run("heal", "--no-wait").said()).endsWith("network    whole");
    assertThat(run("cut", "g1:db_g1").said()).contains("silent: g1:db_g1");
    Ended healed = run("heal", "g1:db_g1");
    assertThat(healed.said()).contains("network    whole\nall services serve again, ");
    assertThat(healed.status()).isZero();

    typeCtrlC(up);
    Progressing.untilGone(up, family);

    for (int nodes : List.of(2, 3)) {
      Process other = upOnATerminal(base, nodes);
      assertThat(run("status").said()).contains("db_g" + nodes);
      List<ProcessHandle> others = other.descendants().toList();
      typeCtrlC(other);
      Progressing.untilGone(other, others);
    }
    // What ends because it was told to is not reported as a failure.
    try (Stream<Path> logs = Files.list(folder)) {
      assertThat(logs.filter(each -> each.toString().endsWith(".log")))
          .hasSize(3)
          .allSatisfy(
              each -> assertThat(each).content().contains("ending …").doesNotContain("dead"));
    }
  }

  /**
   * In a terminal of its own, so that Ctrl-C can be typed, and heard: whoever runs these tests in
   * the background of a shell hands on that interrupts are ignored.
   */
  private Process upOnATerminal(String base, int nodes) throws IOException {
    ProcessBuilder up = command("up", "--nodes", "" + nodes, "--zones", "1", "--port-base", base);
    String line = String.join(" ", up.command().stream().map(word -> "'" + word + "'").toList());
    up.command("env", "--default-signal=INT", "script", "-qefc", line, "/dev/null");
    return started(up, "Ctrl-C ends everything");
  }

  private static void typeCtrlC(Process terminal) throws IOException {
    terminal.getOutputStream().write(3);
    terminal.getOutputStream().flush();
  }

  @Test
  void aBenchEndedByASignal_leavesNeitherDataNorProcess() throws Exception {
    Process bench = started(command("bench"), "measuring: ");
    List<ProcessHandle> family = bench.descendants().toList();
    assertThat(family).isNotEmpty();
    bench.destroy();
    Progressing.untilGone(bench, family);
    assertThat(folder.resolve("data/bench")).doesNotExist();
  }

  @Test
  void aDemoEndedByASignal_leavesNeitherFolderNorProcess() throws Exception {
    Process demo = started(command("demo"), "1. Healthy");
    List<ProcessHandle> family = demo.descendants().toList();
    demo.destroy();
    Progressing.untilGone(demo, family);
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left.filter(each -> each.getFileName().toString().startsWith("cap-"))).isEmpty();
    }
  }
}
