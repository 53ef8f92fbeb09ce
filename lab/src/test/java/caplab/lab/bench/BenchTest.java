package caplab.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import caplab.lab.bench.BenchResult.Idle;
import caplab.lab.bench.BenchResult.Row;
import caplab.lab.bench.BenchResult.Skipped;
import caplab.lab.embedded.Ports;
import caplab.lab.model.Topology;
import caplab.lab.model.UserError;
import caplab.lab.wire.LabJson;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Real ones, as short as they can be: their figures say nothing but that there are some. */
class BenchTest {

  private static final BenchPlan TINY =
      new BenchPlan(List.of(4), List.of(16), 1, 1, 0, 1, Contest.PEERS, List.of());

  @TempDir Path folder;

  private BenchResult run(BenchPlan plan, String searchPath) {
    return run(plan, searchPath, Optional.empty());
  }

  private BenchResult run(BenchPlan plan, String searchPath, Optional<Integer> portBase) {
    Path here = Path.of("").toAbsolutePath();
    Path root = Files.exists(here.resolve("redis/redis.conf")) ? here : here.getParent();
    Bench.Site site =
        new Bench.Site(root, folder.resolve("bench"), folder.resolve("bin"), portBase, searchPath);
    return new Bench(plan, site, "./cap bench", how -> {}).run();
  }

  @Test
  void measuresAllThatIsInstalled_andDividesMedians() {
    BenchResult result = run(TINY, System.getenv("PATH"));

    List<String> known = new ArrayList<>(result.rows().stream().map(Row::rival).toList());
    result.skipped().stream().map(Skipped::rival).forEach(known::add);
    assertThat(known).contains("redis", "webdis", "etcd", "app-ap", "app-cp");
    for (Row row : result.rows()) {
      assertThat(row.perSecond().median()).as("%s", row).isPositive();
      assertThat(row.totalUs().median()).as("%s", row).isPositive();
      assertThat(row.failed()).as("%s", row).isZero();
      boolean alone = row.rival().equals("redis");
      assertThat(row.paced() == null).as("%s", row).isEqualTo(alone);
      if (!alone) {
        assertThat(row.paced().p50Ms().median()).as("%s", row).isPositive();
        assertThat(row.paced().p99Ms().median())
            .as("%s", row)
            .isGreaterThanOrEqualTo(row.paced().p50Ms().median());
      }
    }
    result.rows().stream()
        .filter(row -> row.against() != null)
        .forEach(row -> {
          Row peer = peer(result, row);
          assertThat(row.against().throughput().median())
              .isEqualTo(row.perSecond().median() / peer.perSecond().median());
          assertThat(row.against().processorTime().median())
              .isEqualTo(row.totalUs().median() / peer.totalUs().median());
          assertThat(row.against().p50().median())
              .isEqualTo(row.paced().p50Ms().median() / peer.paced().p50Ms().median());
          assertThat(row.against().p99().median())
              .isEqualTo(row.paced().p99Ms().median() / peer.paced().p99Ms().median());
          assertThat(row.paced().ratePerSecond()).isEqualTo(peer.paced().ratePerSecond());
        });
    assertThat(result.idle())
        .extracting(Idle::rival)
        .containsExactlyElementsOf(result.rows().stream().map(Row::rival).distinct().toList());
    assertThat(folder.resolve("bench")).doesNotExist();

    JsonNode json = LabJson.MAPPER.readTree(LabJson.pretty(result));
    assertThat(json.path("rows").size()).isEqualTo(result.rows().size());
    String page = BenchPage.in("# Speed\n\n<!-- peers -->\nold\n<!-- /peers -->\n", result);
    assertThat(page)
        .startsWith("# Speed\n")
        .contains("./cap bench", "app-cp first write", "app-ap read")
        .doesNotContain("old", folder.toString());
  }

  private static BenchPlan tiny(Contest contest, List<Integer> sizes) {
    return new BenchPlan(List.of(2), List.of(16), 1, 1, 0, 1, contest, sizes);
  }

  private static Row peer(BenchResult result, Row row) {
    String work = row.work().equals("read") ? "read" : "write";
    return result.rows().stream()
        .filter(each -> each.rival().equals(row.against().peer()) && each.work().equals(work))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void comparesEachServiceWithItself_beforeMoreNodes() {
    BenchResult result = run(tiny(Contest.NODES, List.of(1, 3)), "");

    assertThat(result.rows()).as(BenchPage.text(result)).allMatch(row -> row.failed() == 0);
    assertThat(result.rows())
        .filteredOn(row -> row.against() != null)
        .extracting(row -> row.rival() + " " + row.work() + " ÷ " + row.against().peer())
        .containsExactlyInAnyOrder(
            "app-cp, 3 nodes write ÷ app-cp, 1 node",
            "app-cp, 3 nodes read ÷ app-cp, 1 node",
            "app-ap, 3 nodes write ÷ app-ap, 1 node",
            "app-ap, 3 nodes read ÷ app-ap, 1 node");
    assertThat(BenchPage.text(result))
        .contains("by nodes: app-cp write, app-ap write, app-cp read, app-ap read")
        .contains("x-axis [\"1\", \"3\"]");
    assertThat(result.recoveries()).isEmpty();
  }

  @Test
  @Tag("long")
  void comparesEachServiceWithItself_holdingMoreKeys_andHowItComesBack() {
    BenchResult result = run(tiny(Contest.KEYS, List.of(1_000, 12_000)), "");

    assertThat(result.rows()).as(BenchPage.text(result)).allMatch(row -> row.failed() == 0);
    assertThat(result.recoveries())
        .extracting(RecoveryCost::rival, RecoveryCost::keys)
        .contains(tuple("app-ap, 12,000 keys", 12_000L), tuple("app-cp, 1,000 keys", 1_000L));
    for (RecoveryCost each : result.recoveries()) {
      assertThat(each.restart().whole() && each.refill().whole()).as("%s", each).isTrue();
      assertThat(each.restart().spentUs().service()).as("%s", each).isPositive();
      assertThat(each.refill().spentUs().nodes()).as("%s", each).isPositive();
    }
    assertThat(BenchPage.in("<!-- keys -->\n<!-- /keys -->\n", result))
        .contains("a node wiped", "app-ap, 12,000 keys");
  }

  @Test
  void comparesBothServicesWithThemselves_whereTokensLimitsAndAnAuditWatch() {
    BenchResult result = run(tiny(Contest.LOCKED, List.of()), "");

    assertThat(result.rows()).as(BenchPage.text(result)).allMatch(row -> row.failed() == 0);
    assertThat(result.rows())
        .filteredOn(row -> row.rival().endsWith(" locked"))
        .extracting(row -> row.rival() + " " + row.work() + " " + row.against().peer())
        .contains("app-ap locked write app-ap", "app-cp locked read app-cp");
    assertThat(result.skipped()).isEmpty();
  }

  @Test
  void saysWhatIsSkipped_andWhatToInstall() {
    BenchResult result = run(TINY.with(List.of(), List.of(16)), "");

    assertThat(result.skipped().stream().map(Skipped::text))
        .containsExactly(
            "skipped redis: there is no redis-benchmark here; install the Debian package"
                + " 'redis-tools'",
            "skipped webdis: there is no webdis here; install the Debian package 'webdis'",
            "skipped etcd: there is no etcd here; install the Debian package 'etcd-server'");
    assertThat(result.generator()).contains("our own", "'wrk'");
    assertThat(result.idle()).extracting(Idle::rival).containsExactly("app-ap", "app-cp");
    assertThat(BenchPage.text(result)).contains("skipped webdis", "'etcd-server'");
  }

  @Test
  void saysWhatAPeerSaid_whenItDoesNotStart() throws IOException {
    Path programs = Files.createDirectories(folder.resolve("programs"));
    Path webdis = programs.resolve("webdis");
    Files.writeString(webdis, "#!/bin/sh\nread -t 1 line\necho 'no such option'\nexit 1\n");
    assertThat(webdis.toFile().setExecutable(true)).isTrue();
    assertThatThrownBy(() -> run(TINY, programs.toString()))
        .isInstanceOf(UserError.class)
        .hasMessageContainingAll("webdis", "ended", "no such option");
    assertThat(folder.resolve("bench")).doesNotExist();
  }

  @Test
  void saysWhichPortIsTaken() throws IOException {
    Ports ports = Ports.free(new Topology(3, 1));
    try (ServerSocket other =
        new ServerSocket(ports.node(2), 50, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> run(TINY, "", Optional.of(ports.base())))
          .isInstanceOf(UserError.class)
          .hasMessageContainingAll(
              "port " + other.getLocalPort(), "db_g2", "taken by", "--port-base");
    }
  }
}
