package caplab.node;

import java.util.List;

/**
 * One command for a node: a script with its keys and arguments, or a plain Redis command. Arguments
 * are {@code byte[]}, {@code String} (UTF-8), {@code Long} or {@link #RUN_ID}.
 */
public sealed interface Command {

  /**
   * An argument that the channel replaces by the Redis {@code run_id} of the very connection that
   * carries the command, so that a script can compare it with the run it was admitted under.
   */
  Object RUN_ID = new Object();

  /** Runs a script by its digest; after a flush or restart the channel loads it again by itself. */
  record Eval(Script script, List<String> keys, List<?> arguments) implements Command {}

  /** A plain command, for example {@code SCAN}. */
  record Plain(String name, List<?> arguments) implements Command {}
}
