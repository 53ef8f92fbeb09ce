package caplab.cp.core;

import caplab.protocol.Replica;
import caplab.protocol.Step;
import caplab.sim.SimulatedLoop;
import caplab.sim.World;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What the core takes for a request, with three acceptors in memory, as a simulation has them. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class CoreBenchmark {

  private static final long PATIENCE_MS = 1_000;
  private static final long DEADLINE_MS = 3_000;

  private World world;
  private SimulatedLoop loop;
  private Map<String, Replica<Request, Reply>> nodes;
  private ProposerMemory memory;
  private Outcome ended;
  private long operations;

  @Setup(Level.Iteration)
  public void form() {
    Bench bench = Bench.formed(3);
    nodes = Map.copyOf(bench.nodes);
    memory = new ProposerMemory(1);
    bench.heal(memory, bench.all());
    world = new World(1);
    loop = new SimulatedLoop(world, 0);
    if (!(write() instanceof Outcome.Applied)) {
      throw new IllegalStateException("what is refused is not measured");
    }
  }

  /** Of a register that this instance wrote last: one round. */
  @Benchmark
  public Outcome write() {
    return write("k:x");
  }

  /** Of a register that nobody wrote before: two rounds. */
  @Benchmark
  public Outcome firstWrite() {
    return write("k:" + operations);
  }

  private Outcome write(String register) {
    Change change = new Change.Put("value", new Change.Always());
    String id = "o." + ++operations;
    return end(Write.start(memory, job(register, id, change), loop.nowMs()));
  }

  private Write.Job job(String register, String id, Change change) {
    return new Write.Job(register, id, change, PATIENCE_MS, loop.nowMs() + DEADLINE_MS);
  }

  @Benchmark
  public Outcome read() {
    long nowMs = loop.nowMs();
    return end(new Read(memory, "k:x", PATIENCE_MS, nowMs + DEADLINE_MS).start(nowMs));
  }

  private Outcome end(Step<Request, Reply, Outcome> first) {
    loop.execute(() ->
        loop.run(
            first,
            nodes,
            () -> {
              throw new IllegalStateException("a fault ends the measurement");
            },
            outcome -> ended = outcome));
    world.runUntil(world.now() + 1);
    return ended;
  }
}
