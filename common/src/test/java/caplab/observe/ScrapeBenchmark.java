package caplab.observe;

import caplab.node.MemoryNode;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** What a scrape costs the thread that collects it, once warm: {@code main}, no test. */
final class ScrapeBenchmark {

  private static final int SCRAPES = 100;

  private ScrapeBenchmark() {}

  public static void main(String[] arguments) {
    Metrics metrics = new Metrics("cp");
    List<String> names = List.of("db_g1", "db_g2", "db_g3");
    List<Integer> statuses = IntStream.range(400, 415).boxed().toList();
    new RequestMetrics(metrics, Map.of("read", statuses, "write", statuses, "delete", statuses));
    NodeMetrics nodes = new NodeMetrics(metrics, names, List.of("timeout", "refused", "reset"));
    names.forEach(name -> nodes.watch(new MemoryNode(name)));
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int bytes = metrics.scrape(Metrics.TEXT, Set.of()).bytes().length;
    long collector =
        Arrays.stream(threads.getAllThreadIds())
            .filter(id -> threads.getThreadInfo(id).getThreadName().equals("scrape"))
            .findFirst()
            .orElseThrow();
    for (int round = 0; round < 8; round++) {
      long took = threads.getThreadCpuTime(collector);
      long allocated = threads.getThreadAllocatedBytes(collector);
      for (int i = 0; i < SCRAPES; i++) {
        metrics.scrape(Metrics.TEXT, Set.of());
      }
      System.out.printf(
          "%d bytes: %.2f ms of processor, %d KiB allocated%n",
          bytes,
          (threads.getThreadCpuTime(collector) - took) / 1e6 / SCRAPES,
          (threads.getThreadAllocatedBytes(collector) - allocated) / 1024 / SCRAPES);
    }
    metrics.close();
  }
}
