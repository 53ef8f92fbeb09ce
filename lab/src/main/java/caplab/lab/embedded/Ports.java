package caplab.lab.embedded;

import caplab.lab.model.Topology;
import caplab.lab.model.UserError;
import caplab.lab.wire.Patience;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Where everything listens, counted from one base (5000 unless told otherwise): the console at the
 * base, zone K's services at base + 10(K−1) + 1 and + 2, node K at base + 2000 + K.
 */
public record Ports(int base) {

  public static final int BASE_DEFAULT = 5000;
  private static final int NODES_FROM = 2000;
  private static final int BASE_MAX = 65_535 - NODES_FROM - Topology.NODES_MAX;

  /** Free bases are looked for below the range from which systems take ports by themselves. */
  private static final int FREE_FROM = 10_000;

  private static final int FREE_TO = 28_000;
  private static final int TRIES_MAX = 200;
  private static final Duration FREED = Duration.ofSeconds(2);

  public Ports {
    if (base < 1024 || base > BASE_MAX) {
      throw UserError.usage("--port-base takes 1024 to " + BASE_MAX + ", not " + base);
    }
  }

  /** A base at which every port of such a cluster is free just now. */
  public static Ports free(Topology topology) {
    for (int attempt = 0; attempt < TRIES_MAX; attempt++) {
      Ports ports = new Ports(ThreadLocalRandom.current().nextInt(FREE_FROM, FREE_TO));
      if (ports.of(topology).values().stream().noneMatch(Ports::isTaken)) {
        return ports;
      }
    }
    throw UserError.now("found no free ports between " + FREE_FROM + " and " + FREE_TO);
  }

  public int console() {
    return base;
  }

  public int node(int number) {
    return base + NODES_FROM + number;
  }

  public int instance(Topology.Instance instance) {
    return base + 10 * (instance.zone() - 1) + instance.kind().place;
  }

  /** Every port of a cluster by what listens there. */
  public Map<String, Integer> of(Topology topology) {
    Map<String, Integer> ports = new LinkedHashMap<>();
    ports.put("console", console());
    topology.instances().forEach(each -> ports.put(each.name(), instance(each)));
    for (int number = 1; number <= topology.nodes(); number++) {
      ports.put(Topology.node(number), node(number));
    }
    return ports;
  }

  /**
   * Waits a moment for a port: whoever was just killed frees it a little later.
   *
   * @param name what wants to listen there
   * @param advice what to do if it stays taken
   */
  public static void awaitFree(String name, int port, String advice) {
    if (!Patience.until(FREED, () -> !isTaken(port))) {
      throw UserError.now(
          "port %d (for %s) is taken by %s; %s"
              .formatted(port, name, PortHolder.describe(port), advice));
    }
  }

  /** Whether something listens at this port of any address of this machine. */
  static boolean isTaken(int port) {
    return !canBind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
        || !canBind(new InetSocketAddress(port));
  }

  private static boolean canBind(InetSocketAddress address) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(address);
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
