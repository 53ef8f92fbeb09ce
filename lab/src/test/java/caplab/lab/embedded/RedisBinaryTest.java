package caplab.lab.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import caplab.lab.model.Topology;
import caplab.lab.wire.Doors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisBinaryTest {

  @TempDir Path folder;

  private Path pretend(String name, String says) throws IOException {
    Path program = Files.createDirectories(folder.resolve(name + "-bin")).resolve(name);
    Files.writeString(program, "#!/bin/sh\necho '" + says + "'\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    return program;
  }

  @Test
  void takesTheOneOnPath_whenNewEnough() throws IOException {
    Path found = pretend("redis-server", "Redis server v=7.0.15 sha=00000000:0 bits=64");
    RedisBinary binary = RedisBinary.choose("/nowhere:" + found.getParent(), folder);
    assertThat(binary).isEqualTo(new RedisBinary(found, new RedisVersion(7, 0, 15)));
  }

  @Test
  void takesValkeyToo() throws IOException {
    Path found = pretend("valkey-server", "Valkey server v=8.1.1 sha=00000000:1 bits=64");
    assertThat(RedisBinary.choose(found.getParent().toString(), folder).path()).isEqualTo(found);
  }

  @Test
  void prefersTheCarriedOne_toOneThatIsTooOld() throws IOException {
    Path old = pretend("redis-server", "Redis server v=5.0.7 sha=00000000:0 bits=64");
    RedisBinary binary = RedisBinary.choose(old.getParent().toString(), folder.resolve("cache"));
    assertThat(binary.path()).startsWith(folder.resolve("cache"));
    assertThat(binary.version().toString()).startsWith("6.2.");
  }

  @Test
  void startsTheCarriedServer_withOurConfiguration() {
    startAndStop(RedisBinary.carried(folder.resolve("cache")));
  }

  @Test
  void startsTheServerOnPath_withOurConfiguration() {
    var found = RedisBinary.onPath(System.getenv("PATH"));
    assumeThat(found).as("needs redis-server 7.0 or newer").isPresent();
    startAndStop(found.get());
  }

  private void startAndStop(RedisBinary binary) {
    Topology one = new Topology(1, 1);
    DataDirectory data = DataDirectory.open(folder.resolve("home"), false);
    Setup setup =
        new Setup(one, Ports.free(one), data, binary, StandIn.root(), Map.of(), Map.of(), false);
    ManagedProcess node = new ManagedProcess(setup.node(1));
    try {
      node.start();
      new Readiness(Doors.OPEN, Duration.ofSeconds(30), how -> {}).awaitNode(node);
      assertThat(node.state()).isEqualTo(ManagedProcess.State.UP);
    } finally {
      node.stop();
    }
    assertThat(node.state()).isEqualTo(ManagedProcess.State.DEAD);
    assertThat(List.of(data.node("db_g1").toFile().list())).anyMatch(f -> f.startsWith("append"));
    assertThat(Stream.of(node.log()).allMatch(Files::exists)).isTrue();
  }
}
