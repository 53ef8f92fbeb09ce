package caplab.lab.compose;

import caplab.lab.model.Topology;
import caplab.lab.model.Topology.Instance;
import caplab.lab.model.Topology.Kind;
import caplab.lab.model.UserError;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The nodes and service instances of the stack, at one moment. */
record Containers(List<Container> all) {

  Containers {
    all =
        all.stream()
            .filter(each -> each.service().matches("db_g[1-7]|app_(cp|ap)(_g[2-7])?"))
            .sorted(java.util.Comparator.comparing(Container::name))
            .toList();
  }

  /** Those of one compose project. */
  static Containers of(Docker docker, String project) {
    List<String> ids =
        docker
            .run("ps", "-aq", "--filter", "label=" + Container.PROJECT_LABEL + "=" + project)
            .lines()
            .toList();
    String[] inspect = Stream.concat(Stream.of("inspect"), ids.stream()).toArray(String[]::new);
    Containers found =
        new Containers(ids.isEmpty() ? List.of() : Container.read(docker.run(inspect)));
    if (found.node(1).isEmpty()) {
      throw UserError.now("the compose stack " + project + " has no nodes any more");
    }
    return found;
  }

  /** How many nodes there are, and the last zone that has an instance. */
  Topology topology() {
    int nodes = last(Topology::node);
    int zones =
        Math.max(
            last(zone -> new Instance(Kind.CP, zone).name()),
            last(zone -> new Instance(Kind.AP, zone).name()));
    return new Topology(nodes, Math.clamp(zones, 1, nodes));
  }

  Optional<Container> node(int number) {
    return of(Topology.node(number)).stream().findFirst();
  }

  /** The containers of one service, in the order of their names. */
  List<Container> of(String service) {
    return all.stream().filter(each -> each.service().equals(service)).toList();
  }

  /** Where a zone's services are reached on the data plane just now. */
  List<String> addresses(int zone) {
    return Stream.of(Kind.values())
        .flatMap(kind -> of(new Instance(kind, zone).name()).stream())
        .flatMap(each -> each.address().stream())
        .toList();
  }

  /**
   * What a person means by a name: all containers of a service, or one by its own name.
   *
   * @throws UserError if nothing has it
   */
  List<Container> named(String target) {
    List<Container> meant =
        all.stream()
            .filter(each -> each.service().equals(target) || each.name().equals(target))
            .toList();
    if (meant.isEmpty()) {
      throw UserError.usage(
          "nothing is called '"
              + target
              + "': there are "
              + all.stream().map(Container::service).distinct().toList());
    }
    return meant;
  }

  private int last(java.util.function.IntFunction<String> name) {
    return IntStream.rangeClosed(1, Topology.NODES_MAX)
        .filter(number -> !of(name.apply(number)).isEmpty())
        .max()
        .orElse(0);
  }
}
