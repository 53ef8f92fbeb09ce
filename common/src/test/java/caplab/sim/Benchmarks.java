package caplab.sim;

import static java.util.stream.Collectors.toMap;

import java.util.Map;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs benchmarks of JMH in this process, each for {@code -Dbenchmark.seconds} after as long a
 * warm-up.
 */
public final class Benchmarks {

  private static final double SECONDS =
      Double.parseDouble(System.getProperty("benchmark.seconds", "0.2"));
  private static final int ITERATIONS = 5;

  private Benchmarks() {}

  /** What each method of a class scored, by its name. */
  public static Map<String, Double> run(Class<?> benchmarks) {
    TimeValue each = TimeValue.milliseconds(Math.round(1_000 * SECONDS / ITERATIONS));
    Options options =
        new OptionsBuilder()
            .include(benchmarks.getName().replace(".", "\\.") + "\\..*")
            .forks(0)
            .warmupIterations(ITERATIONS)
            .warmupTime(each)
            .measurementIterations(ITERATIONS)
            .measurementTime(each)
            .verbosity(VerboseMode.SILENT)
            .shouldFailOnError(true)
            .build();
    try {
      return new Runner(options)
          .run().stream()
              .map(result -> result.getPrimaryResult())
              .peek(it ->
                  System.out.printf(
                      "%s %s: %.2f %s%n",
                      benchmarks.getName(), it.getLabel(), it.getScore(), it.getScoreUnit()))
              .collect(toMap(it -> it.getLabel(), it -> it.getScore()));
    } catch (RunnerException failed) {
      throw new AssertionError(failed);
    }
  }
}
