package caplab.lab.bench;

import caplab.lab.model.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The generator redis-benchmark, which asks one Redis server without anything between. */
final class RedisBenchmark {

  /** It is told how many requests, not seconds: these first show how fast it goes. */
  private static final long TRIAL = 1000;

  /** Requests per second, then average, least, p50, p95, p99 and most in milliseconds. */
  private static final Pattern ROW =
      Pattern.compile(
          "\"([\\d.]+)\",\"[\\d.]+\",\"[\\d.]+\",\"([\\d.]+)\",\"[\\d.]+\",\"([\\d.]+)\",\"[\\d.]+\"\\s*$");

  private RedisBenchmark() {}

  /** Loads a server for about so many seconds. */
  static Stretch run(Target.Redis target, int clients, int seconds) {
    Stretch trial = run(target, clients, TRIAL);
    Stretch rest = run(target, clients, Math.max(TRIAL, Math.round(trial.rate() * seconds)));
    return new Stretch(
        trial.good() + rest.good(),
        0,
        trial.seconds() + rest.seconds(),
        rest.p50Ms(),
        rest.p99Ms());
  }

  private static Stretch run(Target.Redis target, int clients, long requests) {
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of(
            target.program().toString(),
            "-h",
            "127.0.0.1",
            "-p",
            Integer.toString(target.port()),
            "-c",
            Integer.toString(clients),
            "-n",
            Long.toString(requests),
            "-r",
            Long.toString(KeyRange.KNOWN.count()),
            "--csv"));
    command.addAll(target.command());
    return read(Tool.said(command), requests);
  }

  /**
   * Reads what it said of so many requests; it would have ended at the first error.
   *
   * @throws UserError if it said something else
   */
  static Stretch read(String said, long requests) {
    Matcher row = ROW.matcher(said);
    if (!row.find()) {
      throw UserError.now("redis-benchmark did not say what it measured: " + Tool.lastLine(said));
    }
    return new Stretch(
        requests,
        0,
        requests / Double.parseDouble(row.group(1)),
        Double.parseDouble(row.group(2)),
        Double.parseDouble(row.group(3)));
  }
}
