package caplab.lab;

import caplab.lab.bench.Bench;
import caplab.lab.bench.BenchPage;
import caplab.lab.bench.BenchPlan;
import caplab.lab.bench.BenchResult;
import caplab.lab.model.UserError;
import caplab.lab.run.RunFolder;
import caplab.lab.wire.LabJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
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
      names = "--write",
      paramLabel = "FILE",
      description = "Writes the tables between the markers of this document too.")
  Path page;

  @Override
  public Integer call() {
    BenchPlan plan = plan();
    Optional<String> document = Optional.ofNullable(page).map(BenchCommand::read);
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
    if (full && locked) {
      throw UserError.usage("--full and --locked exclude each other: name --clients and --value");
    }
    BenchPlan plan = full ? BenchPlan.FULL : locked ? BenchPlan.LOCKED : BenchPlan.SHORT;
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
        + (clients.isEmpty()
            ? ""
            : " --clients "
                + clients.stream().map(String::valueOf).collect(Collectors.joining(",")))
        + (values.isEmpty() ? "" : " --value " + String.join(",", values));
  }

  /** Before anything is measured, as that takes minutes. */
  private static String read(Path page) {
    try {
      String document = Files.readString(page);
      BenchPage.check(document);
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
