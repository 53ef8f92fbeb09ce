package caplab.lab.compose;

import caplab.lab.embedded.Ports;
import caplab.lab.model.Topology;
import caplab.lab.model.Topology.Instance;
import caplab.lab.model.UserError;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A stack of one's own, from the compose file of the project: its nodes, its services and the
 * gateway, without what only watches. Closing it leaves neither container nor volume.
 */
public final class Project implements AutoCloseable {

  private static final String NAME = "cap-lab-run";

  /** The first build compiles everything and trains the services' start. */
  private static final Duration BUILD = Duration.ofMinutes(20);

  private static final Duration END = Duration.ofMinutes(3);

  /**
   * Six services that start together on a small machine would keep both its cores busy with the
   * second compiler for longer than most experiments last.
   */
  private static final Map<String, String> SOON_WARM =
      Map.of("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1");

  private final Docker docker;
  private final ComposeStack stack;
  private final List<String> nodes;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Project(Docker docker, ComposeStack stack, List<String> nodes) {
    this.docker = docker;
    this.nodes = nodes;
    this.stack = stack;
  }

  /**
   * Builds and starts it, and returns once everything is healthy.
   *
   * @param root where the compose file is
   * @param settings environment of every service
   * @throws UserError in one line if there is no engine, or another stack is in the way
   */
  public static Project up(Path root, Topology topology, Map<String, String> settings) {
    Map<String, String> environment = new HashMap<>(SOON_WARM);
    environment.putAll(settings);
    Docker docker = Docker.in(root).with(environment);
    docker.run("compose", "version");
    docker.run("version", "--format", "{{.Server.Version}}");
    refuseBeside(docker, topology);
    Project project =
        new Project(docker, new ComposeStack(docker, root, NAME), topology.nodeNames());
    Runtime.getRuntime().addShutdownHook(new Thread(project::close, "end-of-stack"));
    try {
      // What a run left that was ended by force; its data would look like a violation.
      docker.run(END, "", project.compose("down", "-v", "--remove-orphans"));
      project.stack.prepare();
      List<String> up = project.compose("up", "-d", "--build", "--wait");
      up.addAll(services(topology));
      docker.run(BUILD, "", up);
      return project;
    } catch (RuntimeException failed) {
      project.close();
      throw failed;
    }
  }

  public ComposeStack stack() {
    return stack;
  }

  /** What the versions of it are, for the record: of Redis and of the engine. */
  public Map<String, Object> versions() {
    String redis = docker.run("exec", Topology.node(1), "redis-server", "--version");
    return Map.of(
        "redis",
        redis.replaceFirst("^.* v=(\\S+) .*$", "$1"),
        "docker",
        docker.run("version", "--format", "{{.Server.Version}}"));
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      stack.endDelays();
      docker.run(END, "", compose("down", "-v", "--remove-orphans", "-t", "5"));
      List<String> volumes = new ArrayList<>(List.of("volume", "rm", "-f"));
      nodes.forEach(node -> volumes.add(Processes.kept(NAME, node)));
      docker.attempt(volumes.toArray(String[]::new));
    }
  }

  private List<String> compose(String... arguments) {
    List<String> command = new ArrayList<>(List.of("compose", "-p", NAME, "--profile", "zones"));
    command.addAll(List.of(arguments));
    return command;
  }

  private static List<String> services(Topology topology) {
    List<String> services = new ArrayList<>(topology.nodeNames());
    topology.instances().forEach(each -> services.add(each.name()));
    services.add("gateway");
    return services;
  }

  /** The names of its containers and its ports are fixed, so there can be only one. */
  private static void refuseBeside(Docker docker, Topology topology) {
    ComposeStack.holder(docker)
        .ifPresent(other -> {
          throw UserError.now(
              ("the compose stack %1$s has the containers db_g1 and so on; end it first:"
                      + " docker compose -p %1$s down -v")
                  .formatted(other));
        });
    Ports ports = new Ports(Ports.BASE_DEFAULT);
    for (Instance each : topology.instances()) {
      Ports.awaitFree(each.name(), ports.instance(each), "end it first");
    }
  }
}
