package caplab.lab;

import caplab.lab.bench.Bench;
import caplab.lab.bench.BenchPage;
import caplab.lab.bench.BenchPlan;
import caplab.lab.bench.BenchResult;
import caplab.lab.model.Topology;
import caplab.lab.model.UserError;
import caplab.lab.run.RunFolder;
import caplab.lab.wire.LabJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./cap bench}: both services beside the peers that a user would pick instead. */
@Command(
    name = "bench",
    description = "Throughput, latency and processor time beside Redis, Webdis and etcd.")
final class BenchCommand implements Callable<Integer> {

  private static final int CLIENTS_MAX = 512;
  private static final int VALUE_BYTES_MAX = 64 * 1024;
  private static final int KEYS_MIN = 1_000;
  private static final int KEYS_MAX = 100_000_000;
  private static final int SIZES_MAX = 8;

  @Mixin Common common;

  @Option(
      names = "--clients",
      split = ",",
      paramLabel = "N",
      description = "How many ask at once: 1,16,64,256 (default 1,64).")
  List<Integer> clients = List.of();

  @Option(
      names = "--value",
      split = ",",
      paramLabel = "SIZE",
      description = "Lengths of values: 16,1KiB,64KiB (default 16).")
  List<String> values = List.of();

  @Option(names = "--full", description = "All of these numbers of clients and lengths of values.")
  boolean full;

  @Option(
      names = "--locked",
      description =
          "Instead: what tokens, limits and an audit cost both services, at 64 clients unless"
              + " told.")
  boolean locked;

  @Option(
      names = "--nodes",
      split = ",",
      paramLabel = "N",
      description = "Instead: each service before so many nodes, beside the first: 1,3,5,7.")
  List<Integer> nodes = List.of();

  @Option(
      names = "--keys",
      split = ",",
      paramLabel = "N",
      description = "Instead: each service holding so many keys, beside the first: 1000,1000000.")
  List<Integer> keys = List.of();

  @Option(
      names = "--write",
      paramLabel = "FILE",
      description = "Writes the tables between the markers of this document too.")
  Path page;

  @Override
  public Integer call() {
    BenchPlan plan = plan();
    Optional<String> document = Optional.ofNullable(page).map(file -> read(file, plan));
    Path data = Common.data().resolve("bench");
    BenchResult result;
    try (DataLock lock = DataLock.take(data, "./cap bench");
        ProgressLine progress = ProgressLine.begin("measuring")) {
      result = new Bench(plan, site(data), typed(), progress).run();
    }
    RunFolder folder = RunFolder.make(Common.root().resolve("runs"), ZonedDateTime.now(), "bench");
    Path kept = folder.write("bench.json", LabJson.pretty(result) + "\n");
    document.ifPresent(before -> write(BenchPage.in(before, result)));
    if (common.json) {
      Common.showJson(result);
    } else {
      System.out.print(BenchPage.text(result));
      System.out.println("\nkept: " + kept);
    }
    return 0;
  }

  private BenchPlan plan() {
    if (Stream.of(full, locked, !nodes.isEmpty(), !keys.isEmpty()).filter(it -> it).count() > 1) {
      throw UserError.usage(
          "--full, --locked, --nodes and --keys exclude each other: with the last three name"
              + " --clients and --value");
    }
    BenchPlan plan = contest();
    for (int each : clients) {
      if (each < 1 || each > CLIENTS_MAX) {
        throw UserError.usage("--clients takes 1 to " + CLIENTS_MAX + ", not " + each);
      }
    }
    return plan.with(
        clients.isEmpty() ? plan.clients() : clients,
        values.isEmpty()
            ? plan.valueBytes()
            : values.stream().map(text -> Amount.bytes(text, VALUE_BYTES_MAX)).toList());
  }

  private BenchPlan contest() {
    if (!nodes.isEmpty()) {
      return BenchPlan.NODES.with(sizes("--nodes", nodes, 1, Topology.NODES_MAX));
    }
    if (!keys.isEmpty()) {
      return BenchPlan.KEYS.with(sizes("--keys", keys, KEYS_MIN, KEYS_MAX));
    }
    return full ? BenchPlan.FULL : locked ? BenchPlan.LOCKED : BenchPlan.SHORT;
  }

  private static List<Integer> sizes(String option, List<Integer> sizes, int least, int most) {
    for (int each : sizes) {
      if (each < least || each > most) {
        throw UserError.usage("%s takes %,d to %,d, not %,d".formatted(option, least, most, each));
      }
    }
    if (sizes.size() > SIZES_MAX || Set.copyOf(sizes).size() < sizes.size()) {
      throw UserError.usage(option + " takes up to " + SIZES_MAX + " numbers, each once");
    }
    return sizes;
  }

  private Bench.Site site(Path data) {
    return new Bench.Site(
        Common.root(),
        data,
        Common.data().resolve("bin"),
        Optional.ofNullable(common.portBase),
        Optional.ofNullable(System.getenv("PATH")).orElse(""));
  }

  /** Without what says only where the outcome goes. */
  private String typed() {
    return "./cap bench"
        + (full ? " --full" : "")
        + (locked ? " --locked" : "")
        + listed(" --nodes ", nodes)
        + listed(" --keys ", keys)
        + listed(" --clients ", clients)
        + (values.isEmpty() ? "" : " --value " + String.join(",", values));
  }

  private static String listed(String option, List<Integer> numbers) {
    return numbers.isEmpty()
        ? ""
        : numbers.stream().map(String::valueOf).collect(Collectors.joining(",", option, ""));
  }

  /** Before anything is measured, as that takes minutes. */
  private static String read(Path page, BenchPlan plan) {
    try {
      String document = Files.readString(page);
      BenchPage.check(document, plan);
      return document;
    } catch (IllegalArgumentException unmarked) {
      throw UserError.usage(page + ": " + unmarked.getMessage());
    } catch (IOException missing) {
      throw UserError.usage("there is no document " + page);
    }
  }

  private void write(String document) {
    try {
      Files.writeString(page, document);
    } catch (IOException full) {
      throw UserError.now("cannot write " + page + ": " + full.getMessage());
    }
  }
}
