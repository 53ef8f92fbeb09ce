package caplab.lab.bench;

import caplab.lab.embedded.ManagedProcess;
import caplab.lab.embedded.Ports;
import caplab.lab.embedded.Readiness;
import caplab.lab.model.UserError;
import caplab.lab.wire.AtOnce;
import caplab.lab.wire.Doors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The processes of one rival. While another is measured they stand still, so that what they do when
 * nobody asks is not counted against that one.
 *
 * @param doors how they are asked how they stand
 * @param services what speaks HTTP
 * @param nodes the Redis servers behind it
 */
record Party(Doors doors, List<ManagedProcess> services, List<ManagedProcess> nodes) {

  private static final Duration QUIET = Duration.ofSeconds(60);
  private static final String ADVICE =
      "end it, or choose other ports with --port-base, for example --port-base 25000";

  private static final Pattern SCRIPTS = Pattern.compile("cmdstat_(eval|evalsha|fcall)(_ro)?");
  private static final Pattern KEYS = Pattern.compile("keys=(\\d+)");
  private static final Pattern CALLS = Pattern.compile("calls=(\\d+)");
  private static final Pattern SHARE_KB = Pattern.compile("(?m)^Pss: +(\\d+) kB$");

  /**
   * Starts nodes, then services, and returns once all serve.
   *
   * @param ready a path that a service answers with 200 when it serves
   * @param told hears how far they are
   * @throws UserError if a port is taken or a process ends
   */
  void start(String ready, Consumer<String> told) {
    Readiness readiness = new Readiness(doors, QUIET, told);
    all().forEach(each -> Ports.awaitFree(each.name(), each.port(), ADVICE));
    AtOnce.act(nodes, ManagedProcess::start);
    AtOnce.act(nodes, readiness::awaitNode);
    startServices(ready, readiness);
  }

  private void startServices(String ready, Readiness readiness) {
    AtOnce.act(services, ManagedProcess::start);
    AtOnce.act(services, each -> readiness.awaitService(each, ready));
  }

  /** The services first, so that none finds its nodes gone. */
  void pause() {
    services.forEach(ManagedProcess::pause);
    nodes.forEach(ManagedProcess::pause);
  }

  void resume() {
    nodes.forEach(ManagedProcess::resume);
    services.forEach(ManagedProcess::resume);
  }

  /** Ends the services at once; what they spent counts no more. */
  void killServices() {
    AtOnce.act(services, ManagedProcess::kill);
  }

  /** Starts services that were killed, and returns once all serve. */
  void startServices(String ready) {
    startServices(ready, new Readiness(doors, QUIET, how -> {}));
  }

  /** Takes from the last node all that it has. */
  void wipeLast() {
    doors.say(nodes.getLast().port(), "FLUSHALL ASYNC");
  }

  /** How many keys of Redis the node has that has the fewest. */
  long keysAtLeast() {
    return nodes.stream()
        .mapToLong(node ->
            doors
                .info(node.port(), "keyspace")
                .map(it -> number(KEYS, it.getOrDefault("db0", "")))
                .orElse(0L))
        .min()
        .orElse(0);
  }

  /** Nothing of it is needed any more. */
  void end() {
    AtOnce.act(all().toList(), ManagedProcess::kill);
  }

  /**
   * Looks whether all live.
   *
   * @throws UserError that says what the one said that does not
   */
  void check() {
    all()
        .filter(each -> !each.isAlive())
        .findFirst()
        .ifPresent(dead -> {
          throw UserError.now(dead.name() + " ended while it was measured: " + dead.lastWords());
        });
  }

  /** The processor time that all spent since they were started, in microseconds. */
  Split spentUs() {
    return new Split(spentUs(services), spentUs(nodes));
  }

  /** Whether no node rewrites its log. */
  boolean isQuiet() {
    return nodes.stream()
        .map(node -> doors.info(node.port(), "persistence"))
        .allMatch(info ->
            info.map(it -> it.getOrDefault("aof_rewrite_in_progress", "0").equals("0"))
                .orElse(false));
  }

  /** The scripts that all nodes ran since they were started. */
  long scripts() {
    return nodes.stream()
        .flatMap(node -> doors.info(node.port(), "commandstats").stream())
        .flatMap(stats -> stats.entrySet().stream())
        .filter(each -> SCRIPTS.matcher(each.getKey()).matches())
        .mapToLong(each -> number(CALLS, each.getValue()))
        .sum();
  }

  /** Resident memory in MiB, what several processes share divided among them; 0 if not known. */
  Split residentMb() {
    return new Split(
            services.stream().mapToLong(Party::residentKb).sum(),
            nodes.stream().mapToLong(Party::residentKb).sum())
        .by(1024);
  }

  private Stream<ManagedProcess> all() {
    return Stream.concat(services.stream(), nodes.stream());
  }

  private static double spentUs(List<ManagedProcess> processes) {
    return processes.stream()
        .flatMap(each -> ProcessHandle.of(each.pid()).stream())
        .flatMap(each -> each.info().totalCpuDuration().stream())
        .mapToDouble(spent -> spent.toNanos() / 1e3)
        .sum();
  }

  /** Linux tells it. */
  private static long residentKb(ManagedProcess process) {
    try {
      Path told = Path.of("/proc", Long.toString(process.pid()), "smaps_rollup");
      return Files.isReadable(told) ? number(SHARE_KB, Files.readString(told)) : 0;
    } catch (IOException gone) {
      return 0;
    }
  }

  private static long number(Pattern pattern, String text) {
    Matcher found = pattern.matcher(text);
    return found.find() ? Long.parseLong(found.group(1)) : 0;
  }
}
