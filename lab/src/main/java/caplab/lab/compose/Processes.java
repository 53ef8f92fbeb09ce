package caplab.lab.compose;

import caplab.lab.model.ProcessAction;
import caplab.lab.model.UserError;
import caplab.lab.wire.Patience;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** What is done to containers with docker's own commands. */
final class Processes {

  private static final Duration START = Duration.ofSeconds(90);
  private static final String HEALTHY = "running healthy";

  /** Longer than {@code stop_grace_period}. */
  private static final Duration REPLACE = Duration.ofMinutes(5);

  private static final String WIPE = "find /data -mindepth 1 -delete";
  private static final String KEEP = "find /kept -mindepth 1 -delete; cp -a /data/. /kept/";
  private static final String ROLL_BACK = WIPE + "; cp -a /kept/. /data/";

  private final Docker docker;
  private final Sidecar sidecar;
  private final String project;

  Processes(Docker docker, Sidecar sidecar, String project) {
    this.docker = docker;
    this.sidecar = sidecar;
    this.project = project;
  }

  /** Returns when it is done to all of them. */
  void act(ProcessAction action, List<Container> containers) {
    switch (action) {
      case REDEPLOY -> redeploy(containers.getFirst().service());
      case KILL, PAUSE, RESUME, RESTART, WIPE, KEEP, ROLLBACK ->
          containers.forEach(each -> act(action, each));
    }
  }

  private void act(ProcessAction action, Container each) {
    switch (action) {
      case KILL -> kill(each);
      case PAUSE -> {
        if (each.state() == Container.State.UP) {
          docker.run("pause", each.name());
        }
      }
      case RESUME -> resume(each);
      case RESTART -> {
        resume(each);
        docker.run("restart", each.name());
        await(each.name());
      }
      case WIPE -> startWith(each, WIPE);
      case KEEP -> {
        disk(each);
        sidecar.onDiskOf(each.name(), KEEP, "-v", kept(project, each.service()) + ":/kept");
      }
      case ROLLBACK -> startWith(each, ROLL_BACK, "-v", kept(project, each.service()) + ":/kept");
      case REDEPLOY -> redeploy(each.service());
    }
  }

  private void kill(Container each) {
    if (each.state() != Container.State.DEAD) {
      docker.run("kill", "-s", "KILL", each.name());
    }
  }

  private void resume(Container each) {
    if (each.state() == Container.State.PAUSED) {
      docker.run("unpause", each.name());
    }
  }

  /** Kills a node, does something to its disk, and starts it. */
  private void startWith(Container each, String script, String... options) {
    disk(each);
    kill(each);
    sidecar.onDiskOf(each.name(), script, options);
    docker.run("start", each.name());
    await(each.name());
  }

  /** One after the other: a service is not replaced while what replaces it still starts. */
  private synchronized void redeploy(String service) {
    List<String> up = new ArrayList<>(List.of("compose", "-p", project, "up", "-d", "--wait"));
    up.addAll(List.of("--no-deps", "--build", "--force-recreate", service));
    docker.run(REPLACE, "", up);
  }

  /** Waits for the container's own health check, as compose does. */
  private void await(String container) {
    AtomicReference<String> state = new AtomicReference<>("");
    Patience.until(
        START,
        () -> {
          state.set(
              docker.run("inspect", "-f", "{{.State.Status}} {{.State.Health.Status}}", container));
          return state.get().equals(HEALTHY) || state.get().startsWith("exited");
        });
    if (!state.get().equals(HEALTHY)) {
      throw UserError.now(
          container + " does not start: " + state + "; see docker logs " + container);
    }
  }

  /** The volume with the copy of a node's disk. */
  static String kept(String project, String node) {
    return project + "_" + node + "_kept";
  }

  private static void disk(Container each) {
    if (!each.service().startsWith("db_")) {
      throw UserError.usage("only a node has a disk, " + each.service() + " is none");
    }
  }
}
