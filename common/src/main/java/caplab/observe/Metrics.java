package caplab.observe;

import static java.util.stream.Collectors.toSet;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;

/**
 * The registry of a service's metrics; every series of it carries {@code mode}. A series exists, at
 * 0, as soon as it is named: name all of them at start.
 */
public final class Metrics implements AutoCloseable {

  /** The media type of {@link #scrape()}. */
  public static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

  /** What the format adds to the name under which a family is kept. */
  private static final Pattern SUFFIX = Pattern.compile("_(total|bucket|count|sum)$");

  private static final Duration[] BUCKETS =
      DoubleStream.of(1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000)
          .mapToObj(ms -> Duration.ofNanos((long) (ms * 1_000_000)))
          .toArray(Duration[]::new);

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();

  /**
   * A scrape computes for tens of milliseconds without waiting. On a virtual thread it would keep
   * the carrier, the only one where there is one processor, from whoever waits for a node.
   */
  private final ExecutorService scraper =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("scrape").factory());

  /**
   * @param mode {@code cp} or {@code ap}
   */
  public Metrics(String mode) {
    registry.config().commonTags("mode", mode);
    collections.bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }

  /** A counter; {@code _total} is added to its name where missing. Labels come in pairs. */
  public Counter counter(String name, String help, String... labels) {
    return Counter.builder(name).description(help).tags(labels).register(registry);
  }

  /** A gauge read when it is scraped; {@code NaN} and infinities are shown as they are. */
  public void gauge(String name, String help, Supplier<Number> value, String... labels) {
    Gauge.builder(name, value).description(help).tags(labels).register(registry);
  }

  /** A histogram of durations with the house's buckets; {@code _seconds} is added to its name. */
  public Timer histogram(String name, String help, String... labels) {
    return Timer.builder(name)
        .description(help)
        .serviceLevelObjectives(BUCKETS)
        .tags(labels)
        .register(registry);
  }

  /** Sizes in bytes; {@code _bytes} is added to its name. */
  public DistributionSummary bytes(String name, String help, String... labels) {
    return DistributionSummary.builder(name)
        .baseUnit("bytes")
        .description(help)
        .tags(labels)
        .register(registry);
  }

  /** For what publishes under names of its own, such as resilience4j. */
  public PrometheusMeterRegistry registry() {
    return registry;
  }

  /** All series in the text format that Prometheus scrapes. */
  public String scrape() {
    return aside(registry::scrape);
  }

  /** The same of some metrics only, each by its name as scraped; unknown names are left out. */
  public String scrape(Set<String> names) {
    Set<String> families =
        names.stream().map(name -> SUFFIX.matcher(name).replaceFirst("")).collect(toSet());
    return aside(() -> registry.scrape(TEXT, families));
  }

  private String aside(Supplier<String> scrape) {
    return CompletableFuture.supplyAsync(scrape, scraper).join();
  }

  @Override
  public void close() {
    scraper.shutdown();
    collections.close();
    registry.close();
  }
}
