package caplab.lab;

import caplab.lab.compose.ComposeStack;
import caplab.lab.compose.Grafana;
import caplab.lab.embedded.Running;
import caplab.lab.model.ControlCommand;
import caplab.lab.model.StageKind;
import caplab.lab.model.Status;
import caplab.lab.model.UserError;
import caplab.lab.wire.Http;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of a command that goes to whatever runs: an embedded cluster or the stack. */
final class Aim extends Common {

  @Option(
      names = "--on",
      paramLabel = "STAGE",
      description = "embedded or compose (default: the one that runs).")
  StageKind on;

  /** Sends a command there and shows the state after it. */
  int send(ControlCommand command) {
    show(order(command));
    return 0;
  }

  /** Sends a command there and returns the state after it. */
  Status order(ControlCommand command) {
    return stack().map(it -> carryOut(command, it)).orElseGet(() -> running().send(command));
  }

  /** How the services of what runs there are asked. */
  Http services() {
    return stack().isPresent() ? Http.PLAIN : running().services();
  }

  /** The stack if the command is meant for it; else it is for an embedded cluster. */
  private Optional<ComposeStack> stack() {
    return switch (on) {
      case null -> portBase == null ? found() : Optional.empty();
      case EMBEDDED -> Optional.empty();
      case COMPOSE ->
          Optional.of(
              ComposeStack.find(root())
                  .orElseThrow(() ->
                      UserError.now(
                          "the compose stack is not up; start it with docker compose up -d --build"
                              + " --wait")));
      case SIMULATED -> throw UserError.usage("nothing keeps running in virtual time");
    };
  }

  private static Optional<ComposeStack> found() {
    Optional<ComposeStack> stack = ComposeStack.find(root());
    if (stack.isPresent() && !Running.all(data()).isEmpty()) {
      throw UserError.now(
          "a cluster of ./cap up and the compose stack both run; name one with --on embedded or"
              + " --on compose");
    }
    return stack;
  }

  private static Status carryOut(ControlCommand command, ComposeStack stack) {
    long fromMs = System.currentTimeMillis();
    Status status = command.on(stack);
    if (!(command instanceof ControlCommand.ShowStatus)) {
      try (Grafana grafana = Grafana.published()) {
        grafana.note(fromMs, System.currentTimeMillis(), command.verb(), command.text()).join();
      }
    }
    return status;
  }
}
