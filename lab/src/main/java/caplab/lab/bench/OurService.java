package caplab.lab.bench;

import caplab.lab.embedded.ManagedProcess;
import caplab.lab.embedded.Setup;
import caplab.lab.model.Topology;
import caplab.lab.model.Topology.Instance;
import caplab.lab.model.Topology.Kind;
import caplab.lab.wire.Http;
import caplab.lab.wire.MetricsText;
import caplab.lab.wire.Patience;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** One instance of app-cp or app-ap before three nodes of its own, with nothing between. */
final class OurService extends Rival {

  static final int NODES = 3;

  /** As in the image, but with a bound instead of a share of the memory that there is. */
  private static final List<String> JVM =
      List.of(
          "-XX:+UseSerialGC",
          "-Xms24m",
          "-Xmx256m",
          "-XX:+ExitOnOutOfMemoryError",
          "-XX:-UsePerfData",
          "--sun-misc-unsafe-memory-access=allow",
          "--enable-native-access=ALL-UNNAMED");

  private final Kind kind;
  private final int port;

  OurService(Setup setup, Kind kind) {
    super("app-" + kind.mode(), new Party(List.of(service(setup, kind)), nodes(setup)));
    this.kind = kind;
    this.port = setup.ports().instance(new Instance(kind, 1));
  }

  private static ManagedProcess service(Setup setup, Kind kind) {
    String nodes =
        IntStream.rangeClosed(1, NODES)
            .mapToObj(k -> Topology.node(k) + "=127.0.0.1:" + setup.ports().node(k))
            .collect(Collectors.joining(","));
    return new ManagedProcess(setup.service(new Instance(kind, 1), nodes, JVM));
  }

  private static List<ManagedProcess> nodes(Setup setup) {
    return IntStream.rangeClosed(1, NODES)
        .mapToObj(k -> new ManagedProcess(setup.node(k)))
        .toList();
  }

  @Override
  Optional<String> peer() {
    return Optional.of(
        switch (kind) {
          case CP -> Etcd.NAME;
          case AP -> Webdis.NAME;
        });
  }

  @Override
  List<Work> works() {
    return switch (kind) {
      case CP -> List.of(Work.WRITE, Work.READ, Work.FIRST_WRITE);
      case AP -> super.works();
    };
  }

  @Override
  void start(Consumer<String> told) {
    party().start("/ready", told);
  }

  @Override
  Target target(Work work, KeyRange keys, String value) {
    WebRequest request =
        switch (work) {
          case READ -> new WebRequest("GET", "/read/" + WebRequest.KEY, "");
          case WRITE, FIRST_WRITE -> new WebRequest("POST", "/write/" + WebRequest.KEY, value);
        };
    return new Target.Web(port, request, keys);
  }

  /** A write of app-ap is done when all nodes have it. */
  @Override
  void settle() {
    if (kind == Kind.AP) {
      Patience.until(SETTLED, this::isLevel);
    }
    super.settle();
  }

  private boolean isLevel() {
    return Http.look(port, "/metrics")
        .join()
        .map(answer -> MetricsText.read(answer.body()))
        .filter(metrics ->
            metrics.of("ap_replication_lag_entries").allMatch(link -> !(link.value() > 0)))
        .isPresent();
  }
}
