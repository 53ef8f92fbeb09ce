package caplab.lab.embedded;

import caplab.lab.model.Topology;
import caplab.lab.model.Topology.Instance;
import caplab.lab.model.Topology.Kind;
import caplab.lab.model.UserError;
import caplab.lab.wire.Doors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All that decides how a cluster is started.
 *
 * @param root the folder of the project, where {@code redis/redis.conf} is
 * @param mains the class that runs a service, by kind
 * @param environment handed to every service on top of what it needs to find its nodes
 * @param lock what keeps strangers out; empty where anybody is let in
 * @param clocks whether each node's clock can be set, which needs the program {@code faketime}
 */
public record Setup(
    Topology topology,
    Ports ports,
    DataDirectory data,
    RedisBinary redis,
    Path root,
    Map<Kind, String> mains,
    Map<String, String> environment,
    Optional<Lock> lock,
    boolean clocks) {

  public static final Map<Kind, String> SERVICES =
      Map.of(Kind.CP, "caplab.cp.CpMain", Kind.AP, "caplab.ap.ApMain");

  /** A service needs little: six of them and three nodes run beside other work on two cores. */
  private static final List<String> JVM =
      List.of("-XX:+UseSerialGC", "-Xms24m", "-Xmx128m", "-XX:TieredStopAtLevel=1");

  /** One that lets anybody in. */
  public Setup(
      Topology topology,
      Ports ports,
      DataDirectory data,
      RedisBinary redis,
      Path root,
      Map<Kind, String> mains,
      Map<String, String> environment,
      boolean clocks) {
    this(topology, ports, data, redis, root, mains, environment, Optional.empty(), clocks);
  }

  /** The same, locked: with what this makes in its data. */
  public Setup locked() {
    Lock made = new Lock(data, root.resolve("redis/users.acl"));
    return new Setup(
        topology, ports, data, redis, root, mains, environment, Optional.of(made), clocks);
  }

  /** How the lab itself gets at services and nodes. */
  public Doors doors() {
    return lock.map(Lock::doors).orElse(Doors.OPEN);
  }

  /** How an instance gets to node K at a port, as an entry of {@code REDIS_NODES}. */
  public String address(Instance instance, int node, int port) {
    String login = lock.map(it -> it.login(instance)).orElse("");
    return Topology.node(node) + "=" + login + "127.0.0.1:" + port;
  }

  /** How node K is started. */
  public ManagedProcess.Program node(int number) {
    String name = Topology.node(number);
    List<String> command = new ArrayList<>();
    if (clocks) {
      data.setClock(name, 0);
      command.addAll(clockOf(name));
    }
    command.addAll(
        List.of(
            redis.path().toString(),
            root.resolve("redis/redis.conf").toAbsolutePath().toString(),
            "--dir",
            data.node(name).toString()));
    int port = ports.node(number);
    command.addAll(
        lock.map(it -> it.options(port)).orElse(List.of("--port", Integer.toString(port))));
    return new ManagedProcess.Program(name, port, command, Map.of(), root, data.log(name));
  }

  /**
   * The file is read at every look at the clock; timers go on undisturbed. The library is preloaded
   * here and not by the program faketime, whose child would outlive a kill.
   */
  private List<String> clockOf(String name) {
    return List.of(
        "env",
        "LD_PRELOAD=" + clockLibrary(),
        "FAKETIME_TIMESTAMP_FILE=" + data.clock(name),
        "FAKETIME_NO_CACHE=1",
        "FAKETIME_DONT_FAKE_MONOTONIC=1");
  }

  private static String clockLibrary() {
    try {
      Process asked = new ProcessBuilder("faketime", "-f", "+0", "printenv", "LD_PRELOAD").start();
      return new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException missing) {
      throw UserError.now("clocks are set by the program faketime: install the package 'faketime'");
    }
  }

  /** How a service of this JVM's kind is started, but for what it is to run. */
  static List<String> java() {
    return java(JVM);
  }

  private static List<String> java(List<String> options) {
    return Stream.concat(
            Stream.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()),
            options.stream())
        .toList();
  }

  ManagedProcess.Program service(Instance instance, String nodes) {
    return service(
        instance,
        nodes,
        Stream.concat(JVM.stream(), StartCache.options(instance.kind()).stream()).toList());
  }

  /**
   * How an instance is started.
   *
   * @param nodes where it reaches them, in the form of {@code REDIS_NODES}
   * @param jvm options of its JVM
   */
  public ManagedProcess.Program service(Instance instance, String nodes, List<String> jvm) {
    List<String> command = new ArrayList<>(java(jvm));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(mains.get(instance.kind()));
    Map<String, String> variables = new HashMap<>();
    lock.ifPresent(it -> variables.putAll(it.settings(instance)));
    variables.putAll(environment);
    variables.put("PORT", Integer.toString(ports.instance(instance)));
    variables.put("HOST", "127.0.0.1");
    variables.put("REDIS_NODES", nodes);
    variables.put("HOME_NODE", Topology.node(instance.zone()));
    variables.put("SECRET_KEY", data.secret());
    return new ManagedProcess.Program(
        instance.name(),
        ports.instance(instance),
        command,
        variables,
        root,
        data.log(instance.name()));
  }
}
