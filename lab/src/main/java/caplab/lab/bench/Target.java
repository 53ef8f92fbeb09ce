package caplab.lab.bench;

import java.nio.file.Path;
import java.util.List;

/** Whom a generator asks for what. */
sealed interface Target {

  /** A server that speaks HTTP. */
  record Web(int port, WebRequest request, KeyRange keys) implements Target {}

  /**
   * A Redis server.
   *
   * @param program {@code redis-benchmark}
   * @param command with {@code __rand_int__} for the number of a known key
   */
  record Redis(Path program, int port, List<String> command) implements Target {}
}
