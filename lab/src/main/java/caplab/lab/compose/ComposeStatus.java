package caplab.lab.compose;

import caplab.lab.embedded.Ports;
import caplab.lab.embedded.Survey;
import caplab.lab.model.Status;
import caplab.lab.model.Topology;
import caplab.lab.model.Topology.Instance;
import caplab.lab.wire.AtOnce;
import caplab.lab.wire.Http;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
    Topology topology = now.topology();
    List<Instance> there =
        topology.instances().stream().filter(each -> !now.of(each.name()).isEmpty()).toList();
    return new Status(
        ProcessHandle.current().pid(),
        0,
        IntStream.rangeClosed(1, topology.nodes()).mapToObj(this::node).toList(),
        AtOnce.ask(there, this::service),
        faults);
  }

  private Status.Part node(int number) {
    List<Container> containers = now.of(Topology.node(number));
    long pid = containers.stream().mapToLong(Container::pid).findFirst().orElse(0);
    return Survey.node(number, 0, pid, state(containers));
  }

  private Status.Part service(Instance instance) {
    List<Container> containers = now.of(instance.name());
    return new Survey(Http.PLAIN)
        .service(
            instance, PORTS.instance(instance), containers.getFirst().pid(), state(containers));
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
