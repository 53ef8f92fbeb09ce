package caplab.lab.check;

import caplab.lab.history.HistoryEvent;
import java.util.List;

/**
 * How long the checker takes for 100,000 operations of 64 clients: {@code main}, no test.
 * Arguments: number of keys, fraction of operations without answer, number of different values (0:
 * all).
 */
final class LinearizabilityBenchmark {

  private LinearizabilityBenchmark() {}

  public static void main(String[] arguments) {
    int keys = Integer.parseInt(arguments[0]);
    double unknown = Double.parseDouble(arguments[1]);
    int values = Integer.parseInt(arguments[2]);
    double unmet = arguments.length > 3 ? Double.parseDouble(arguments[3]) : 0.3;
    Clients.Mix mix = new Clients.Mix(64, keys, 100_000, values, unknown, unmet);
    List<HistoryEvent> history = Clients.history(mix, 1);
    long began = System.nanoTime();
    Judgement judgement = new Linearizability().check(history);
    Runtime memory = Runtime.getRuntime();
    System.out.printf(
        "%s: %s in %.1f s, heap %d MB%n",
        mix,
        judgement,
        (System.nanoTime() - began) / 1e9,
        (memory.totalMemory() - memory.freeMemory()) >> 20);
  }
}
