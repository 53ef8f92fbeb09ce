package caplab.lab.bench;

import caplab.lab.model.UserError;
import caplab.node.Script;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The generator wrk, which asks as fast as answers come and costs little itself. A script of ours
 * makes its requests and sums them up in one line.
 *
 * @param program where it is
 * @param folder for the files that it reads
 */
record Wrk(Path program, Path folder) {

  /** What the script divides the keys for. */
  private static final int THREADS_MAX = 8;

  private static final Pattern SUMMARY =
      Pattern.compile(
          "(?m)^measured (\\d+) requests, (\\d+) refused, (\\d+) lost, in (\\d+) us,"
              + " p50 (\\d+) us, p99 (\\d+) us$");

  /** Loads a server for so many seconds. */
  Stretch run(Target.Web target, int clients, int seconds) {
    int threads =
        Math.clamp(
            Runtime.getRuntime().availableProcessors() / 2, 1, Math.min(THREADS_MAX, clients));
    List<String> command =
        new ArrayList<>(
            List.of(
                program.toString(),
                "--threads",
                Integer.toString(threads),
                "--connections",
                Integer.toString(clients),
                "--duration",
                seconds + "s",
                "--timeout",
                "10s",
                "--script",
                file("wrk.lua", Script.of(Wrk.class, "wrk.lua").source()).toString()));
    target.request().authorization().ifPresent(it -> command.addAll(List.of("--header", it)));
    command.addAll(
        List.of(
            "http://127.0.0.1:" + target.port(),
            "--",
            target.request().method(),
            target.request().path(),
            file("body", target.request().body().getBytes(StandardCharsets.US_ASCII)).toString(),
            Long.toString(target.keys().first()),
            Long.toString(target.keys().count()),
            Long.toString(target.keys().step())));
    return read(Tool.said(command));
  }

  /**
   * Reads what wrk said.
   *
   * @throws UserError if the script's line is not in it
   */
  static Stretch read(String said) {
    Matcher summary = SUMMARY.matcher(said);
    if (!summary.find()) {
      throw UserError.now("wrk did not say what it measured: " + Tool.lastLine(said));
    }
    long answered = Long.parseLong(summary.group(1));
    long refused = Long.parseLong(summary.group(2));
    long lost = Long.parseLong(summary.group(3));
    return new Stretch(
        answered - refused,
        refused + lost,
        Long.parseLong(summary.group(4)) / 1e6,
        Long.parseLong(summary.group(5)) / 1e3,
        Long.parseLong(summary.group(6)) / 1e3);
  }

  private Path file(String name, byte[] bytes) {
    try {
      return Files.write(folder.resolve(name), bytes);
    } catch (IOException full) {
      throw new UncheckedIOException(full);
    }
  }
}
