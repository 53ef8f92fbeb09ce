package caplab.ap.core;

import static caplab.ap.core.Table.G1;
import static caplab.ap.core.Table.G2;
import static caplab.ap.core.Table.G3;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What the core takes for a request, with nodes in memory, as a simulation has them. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class CoreBenchmark {

  private static final long PATIENCE_MS = 1_000;
  private static final long DEADLINE_MS = 3_000;
  private static final int KEYS = 1_000;

  private Table table;
  private long writes;

  /** The log of an iteration is dropped with its table. */
  @Setup(Level.Iteration)
  public void lay() {
    table = new Table(new Rules());
    table.shipAll();
    for (int key = 0; key < KEYS; key++) {
      write();
    }
    table.shipAll();
  }

  /** At the home node, which is all that a client waits for. */
  @Benchmark
  public Outcome write() {
    String key = "k" + writes++ % KEYS;
    Request.Write write = table.write(key, Optional.of("value"), Optional.empty());
    return table.run(table.write(write, G1, G2, G3));
  }

  /** At the home node, with its bound. */
  @Benchmark
  public Outcome read() {
    Read.Wish wish =
        new Read.Wish(Read.Level.ONE, OptionalLong.empty(), false, VersionVector.NONE, false);
    List<String> nodes = List.of(G1, G2, G3);
    long nowMs = table.nowMs();
    return table.run(
        Read.start("k7", wish, nodes, table.memory, PATIENCE_MS, nowMs, nowMs + DEADLINE_MS));
  }
}
