package caplab.lab.bench;

import caplab.lab.embedded.ManagedProcess;
import caplab.lab.embedded.Setup;
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

/** One instance of app-cp or app-ap before nodes of its own, with nothing between. */
final class OurService extends Rival {

  /** As many as its nodes are unless told. */
  static final int NODES = 3;

  /** Answers 200 when it serves. */
  static final String READY = "/ready";

  /** As in the image, but with a bound instead of a share of the memory that there is. */
  private static final List<String> JVM =
      List.of(
          "-XX:+UseSerialGC",
          "-Xms24m",
          "-Xmx128m",
          "-XX:+ExitOnOutOfMemoryError",
          "-XX:-UsePerfData",
          "--sun-misc-unsafe-memory-access=allow",
          "--enable-native-access=ALL-UNNAMED");

  private final Kind kind;
  private final int port;
  private final Optional<String> peer;
  private final Optional<Guard> guard;
  private final KeyRange known;

  private OurService(
      String name,
      Setup setup,
      Kind kind,
      Optional<String> peer,
      Optional<Guard> guard,
      KeyRange known) {
    super(name, new Party(setup.doors(), List.of(service(setup, kind)), nodes(setup)));
    this.kind = kind;
    this.port = setup.ports().instance(new Instance(kind, 1));
    this.peer = peer;
    this.guard = guard;
    this.known = known;
  }

  static String name(Kind kind) {
    return "app-" + kind.mode();
  }

  /** Compared with whom a user would pick instead. */
  static OurService besideAPeer(Setup setup, Kind kind) {
    String peer =
        switch (kind) {
          case CP -> Etcd.NAME;
          case AP -> Webdis.NAME;
        };
    return new OurService(
        name(kind), setup, kind, Optional.of(peer), Optional.empty(), KeyRange.KNOWN);
  }

  /** What a guarded one is compared with. */
  static OurService unguarded(Setup setup, Kind kind) {
    return alone(name(kind), setup, kind, Optional.empty(), KeyRange.KNOWN);
  }

  /** Compared with itself where nobody watches. */
  static OurService guarded(Setup setup, Kind kind, Guard guard) {
    return new OurService(
        name(kind) + " locked",
        setup,
        kind,
        Optional.of(name(kind)),
        Optional.of(guard),
        KeyRange.KNOWN);
  }

  /** One that is compared with itself at another size. */
  static OurService alone(
      String name, Setup setup, Kind kind, Optional<String> peer, KeyRange known) {
    return new OurService(name, setup, kind, peer, Optional.empty(), known);
  }

  private static ManagedProcess service(Setup setup, Kind kind) {
    String nodes =
        IntStream.rangeClosed(1, setup.topology().nodes())
            .mapToObj(k -> setup.address(new Instance(kind, 1), k, setup.ports().node(k)))
            .collect(Collectors.joining(","));
    return new ManagedProcess(setup.service(new Instance(kind, 1), nodes, JVM));
  }

  private static List<ManagedProcess> nodes(Setup setup) {
    return IntStream.rangeClosed(1, setup.topology().nodes())
        .mapToObj(k -> new ManagedProcess(setup.node(k)))
        .toList();
  }

  @Override
  Optional<String> peer() {
    return peer;
  }

  @Override
  Http services() {
    return guard.map(Guard::services).orElse(Http.PLAIN);
  }

  @Override
  KeyRange known() {
    return known;
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
    party().start(READY, told);
  }

  @Override
  Target target(Work work, KeyRange keys, String value) {
    WebRequest request =
        switch (work) {
          case READ -> new WebRequest("GET", "/read/" + WebRequest.KEY, "");
          case WRITE, FIRST_WRITE -> new WebRequest("POST", "/write/" + WebRequest.KEY, value);
        };
    return new Target.Web(port, request.showing(guard.map(Guard::writer)), keys);
  }

  /** A write of app-ap is done when all nodes have it. */
  @Override
  void settle() {
    if (kind == Kind.AP) {
      Patience.until(SETTLED, this::isLevel);
    }
    super.settle();
  }

  /** Whether nothing is left to do of what befell it: all nodes have all. */
  boolean isWhole() {
    boolean up =
        services()
            .look(port, "/health")
            .join()
            .filter(answer -> answer.body().contains("\"UP\""))
            .isPresent();
    return up && party().keysAtLeast() >= known.count() && (kind == Kind.CP || isLevel());
  }

  private boolean isLevel() {
    return services()
        .look(port, "/metrics")
        .join()
        .map(answer -> MetricsText.read(answer.body()))
        .filter(metrics ->
            metrics.of("ap_replication_lag_entries").allMatch(link -> !(link.value() > 0)))
        .isPresent();
  }
}
