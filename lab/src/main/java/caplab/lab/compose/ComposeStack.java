package caplab.lab.compose;

import caplab.lab.link.LinkFault;
import caplab.lab.model.Cut;
import caplab.lab.model.Cut.Pair;
import caplab.lab.model.LinkPattern;
import caplab.lab.model.ProcessAction;
import caplab.lab.model.Status;
import caplab.lab.model.Testbed;
import caplab.lab.model.Topology;
import caplab.lab.model.UserError;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * The nodes and services of a compose stack that runs. What is wrong with its network is kept in
 * the namespaces of its nodes and nowhere else, so commands one after another see the same.
 */
public final class ComposeStack implements Testbed {

  private static final String TELL_SEC = "2";
  private static final Duration TELL = Duration.ofSeconds(10);

  private final Docker docker;
  private final String project;
  private final Sidecar sidecar;
  private final Wiring wiring;
  private final Processes processes;
  private Optional<LinkFaults> known = Optional.empty();

  ComposeStack(Docker docker, Path root, String project) {
    this.docker = docker;
    this.project = project;
    this.sidecar = new Sidecar(docker, root);
    this.wiring = new Wiring(docker, sidecar);
    this.processes = new Processes(docker, sidecar, project);
  }

  /**
   * The stack that is up, found by the names of its nodes; empty if there is none, or no engine.
   *
   * @param root the folder of the project
   */
  public static Optional<ComposeStack> find(Path root) {
    Docker docker = Docker.in(root);
    return holder(docker).map(project -> new ComposeStack(docker, root, project));
  }

  /** The compose project whose containers have the names of the nodes, running or not. */
  static Optional<String> holder(Docker docker) {
    Docker.Said said =
        docker.attempt(
            "ps",
            "-a",
            "--filter",
            "name=^db_g[1-7]$",
            "--format",
            "{{.Label \"" + Container.PROJECT_LABEL + "\"}}");
    return said.ok()
        ? said.out().lines().filter(it -> !it.isBlank()).findFirst()
        : Optional.empty();
  }

  @Override
  public Topology topology() {
    return now().topology();
  }

  @Override
  public void cut(Cut cut) {
    change(faults -> faults.cut(cut));
  }

  @Override
  public void plant(String pattern, LinkFault fault) {
    Set<Pair> meant = covered(pattern);
    change(faults -> {
      LinkFaults more = faults;
      for (Pair link : meant) {
        more = more.plant(link, fault);
      }
      return more;
    });
  }

  /** Also puts back what was disconnected from the data plane. */
  @Override
  public synchronized void heal() {
    for (Container each : now().all()) {
      if (each.disconnected()) {
        docker.run("network", "connect", Container.NETWORK, each.name());
      }
    }
    wiring.clear(now());
    known = Optional.of(LinkFaults.NONE);
  }

  @Override
  public void heal(String pattern) {
    Set<Pair> meant = covered(pattern);
    change(faults -> faults.heal(meant::contains));
  }

  @Override
  public void act(ProcessAction action, String target) {
    List<Container> meant = now().named(target);
    switch (action) {
      case KILL, PAUSE, RESUME, KEEP -> processes.act(action, meant);
      case RESTART, REDEPLOY, WIPE, ROLLBACK -> {
        faults();
        processes.act(action, meant);
        rewire();
      }
    }
  }

  @Override
  public Status status() {
    Containers now = now();
    return new ComposeStatus(now).status(faults().described());
  }

  /**
   * Gives a node a command of Redis; one that does not end is left alone after a while.
   *
   * @return what it answers
   */
  String tell(String node, String command) {
    List<String> call = List.of("exec", "-i", node, "timeout", TELL_SEC, "redis-cli");
    return docker.attempt(TELL, command + "\n", call).out();
  }

  /** Leaves exactly the faults wanted then, and touches only nodes where that is a change. */
  synchronized void wire(Supplier<LinkFaults> then) {
    Containers now = now();
    LinkFaults wanted = then.get();
    LinkFaults before = faults();
    List<Integer> nodes =
        IntStream.rangeClosed(1, now.topology().nodes())
            .filter(node -> !wanted.at(node).equals(before.at(node)))
            .boxed()
            .toList();
    wiring.write(now, wanted, nodes);
    known = Optional.of(wanted);
  }

  /**
   * Plants all faults anew: whoever was started may have another address, and a node a network
   * namespace without rules.
   */
  private synchronized void rewire() {
    LinkFaults faults = faults();
    Set<Integer> nodes = new LinkedHashSet<>();
    faults.byLink().keySet().forEach(link -> nodes.add(link.to()));
    if (!nodes.isEmpty()) {
      wiring.write(now(), faults, List.copyOf(nodes));
    }
  }

  /** Builds what plants faults, if it is not there yet: the first fault would wait for it. */
  void prepare() {
    sidecar.image();
  }

  /** Ends what holds packets back, of whatever stack. */
  void endDelays() {
    wiring.endDelays();
  }

  Containers now() {
    return Containers.of(docker, project);
  }

  private synchronized void change(UnaryOperator<LinkFaults> change) {
    wire(() -> change.apply(faults()));
  }

  private synchronized LinkFaults faults() {
    if (known.isEmpty()) {
      known = Optional.of(wiring.read(now()));
    }
    return known.get();
  }

  /** The links that exist among those named. */
  private Set<Pair> covered(String text) {
    Containers now = now();
    Topology topology = now.topology();
    LinkPattern pattern = LinkPattern.read(text, topology);
    Set<Pair> links = new LinkedHashSet<>();
    for (int zone = 1; zone <= topology.zones(); zone++) {
      for (int node = 1; node <= topology.nodes(); node++) {
        if (pattern.covers(zone, node)) {
          links.add(new Pair(zone, node));
        }
      }
    }
    if (links.isEmpty()) {
      throw UserError.usage("no service runs in the zone of " + text);
    }
    return links;
  }
}
