package caplab.lab.compose;

import caplab.lab.embedded.Ports;
import caplab.lab.embedded.Survey;
import caplab.lab.model.Status;
import caplab.lab.model.Topology;
import caplab.lab.model.Topology.Instance;
import caplab.lab.model.Vitals;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/** The state of a stack as the commands show it. */
record ComposeStatus(Containers now) {

  /** Compose publishes every service where a cluster of its own has it. */
  private static final Ports PORTS = new Ports(Ports.BASE_DEFAULT);

  /**
   * Looks at everything at once.
   *
   * @param faults by {@code zone:node}
   */
  Status status(Map<String, List<String>> faults) {
    Survey survey = new Survey();
    Topology topology = now.topology();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<Status.Part>> services =
          topology.instances().stream()
              .filter(each -> !now.of(each.name()).isEmpty())
              .map(each -> CompletableFuture.supplyAsync(() -> service(each, survey), threads))
              .toList();
      return new Status(
          ProcessHandle.current().pid(),
          0,
          IntStream.rangeClosed(1, topology.nodes()).mapToObj(this::node).toList(),
          services.stream().map(CompletableFuture::join).toList(),
          faults);
    }
  }

  private Status.Part node(int number) {
    String name = Topology.node(number);
    List<Container> containers = now.of(name);
    long pid = containers.stream().mapToLong(Container::pid).findFirst().orElse(0);
    return new Status.Part(
        name, "node", Topology.zone(number), 0, pid, state(containers), "", Vitals.NONE);
  }

  private Status.Part service(Instance instance, Survey survey) {
    List<Container> containers = now.of(instance.name());
    int port = PORTS.instance(instance);
    String state = state(containers);
    Survey.Told told = state.equals("up") ? survey.ask(port) : new Survey.Told("", Vitals.NONE);
    return new Status.Part(
        instance.name(),
        instance.kind().name().toLowerCase(Locale.ROOT),
        Topology.zone(instance.zone()),
        port,
        containers.getFirst().pid(),
        state,
        told.health(),
        told.vitals());
  }

  /** Of all containers of one service; {@code 2 of 3 up} where they differ. */
  private static String state(List<Container> containers) {
    List<String> states = containers.stream().map(ComposeStatus::state).distinct().toList();
    if (states.size() == 1) {
      return states.getFirst();
    }
    long up = containers.stream().filter(each -> state(each).equals("up")).count();
    return containers.isEmpty() ? "dead" : up + " of " + containers.size() + " up";
  }

  private static String state(Container container) {
    return container.disconnected()
        ? "disconnected"
        : container.state().name().toLowerCase(Locale.ROOT);
  }
}
