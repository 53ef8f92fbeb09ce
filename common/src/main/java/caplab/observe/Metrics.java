package caplab.observe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toSet;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.tracer.common.SpanContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;

/**
 * The registry of a service's metrics; every series of it carries {@code mode}. A series exists, at
 * 0, as soon as it is named: name all of them at start.
 */
public final class Metrics implements AutoCloseable {

  /** The text format of Prometheus, as a media type. */
  public static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

  /** OpenMetrics: the same series, and exemplars where there are any. */
  public static final String OPEN = "application/openmetrics-text; version=1.0.0; charset=utf-8";

  /** What the format adds to the name under which a family is kept. */
  private static final Pattern SUFFIX = Pattern.compile("_(total|bucket|count|sum)$");

  private static final Duration[] BUCKETS =
      DoubleStream.of(1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000)
          .mapToObj(ms -> Duration.ofNanos((long) (ms * 1_000_000)))
          .toArray(Duration[]::new);

  /** As the default, but with nothing to look up anew for every series of every scrape. */
  private static final PrometheusConfig CONFIG =
      new PrometheusConfig() {
        @Override
        public String get(String key) {
          return null;
        }

        @Override
        public boolean descriptions() {
          return true;
        }
      };

  /** What nobody asks for and every scrape would pay: six dumps of all threads. */
  private static final String DEAR = "jvm.threads.states";

  private final PrometheusMeterRegistry registry;
  private final JvmGcMetrics collections = new JvmGcMetrics();

  /**
   * A scrape computes for tens of milliseconds without waiting. On a virtual thread it would keep
   * the carrier, the only one where there is one processor, from whoever waits for a node.
   */
  private final ExecutorService scraper =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("scrape").factory());

  /** The last scrape, which is about as long as the next; of that thread alone. */
  private final ByteArrayOutputStream scraped = new ByteArrayOutputStream();

  /**
   * @param mode {@code cp} or {@code ap}
   */
  public Metrics(String mode) {
    this(mode, Optional.empty());
  }

  /**
   * @param spans whose traces are exemplars of the latencies measured in them, in {@link #OPEN}
   */
  public Metrics(String mode, Optional<SpanContext> spans) {
    registry =
        new PrometheusMeterRegistry(
            CONFIG, new PrometheusRegistry(), Clock.SYSTEM, spans.orElse(null));
    registry
        .config()
        .commonTags("mode", mode)
        .meterFilter(MeterFilter.deny(id -> id.getName().equals(DEAR)));
    collections.bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    gauge("process.cpu.usage", "Share of all processors since it was last read", new Processor());
    new OpenFiles().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }

  /** A counter; {@code _total} is added to its name where missing. Labels come in pairs. */
  public Counter counter(String name, String help, String... labels) {
    return Counter.builder(name).description(help).tags(labels).register(registry);
  }

  /** A counter that is kept elsewhere, and read when it is scraped. */
  public void counted(String name, String help, LongSupplier count) {
    FunctionCounter.builder(name, this, kept -> count.getAsLong()) // held weakly
        .description(help)
        .register(registry);
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

  /** All series as text. */
  public String scrape() {
    return new String(scrape(TEXT, Set.of()).bytes(), UTF_8);
  }

  /** Series in UTF-8, and those of the names asked for that no metric has. */
  public record Scraped(byte[] bytes, Set<String> unknown) {}

  /**
   * The series of some metrics.
   *
   * @param form {@link #TEXT} or {@link #OPEN}
   * @param names as scraped; all if there are none
   */
  public Scraped scrape(String form, Set<String> names) {
    return CompletableFuture.supplyAsync(() -> collect(form, names), scraper).join();
  }

  private Scraped collect(String form, Set<String> names) {
    Set<String> families = names.stream().map(Metrics::family).collect(toSet());
    scraped.reset();
    try {
      registry.scrape(scraped, form, families.isEmpty() ? null : families);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Set<String> unknown = new LinkedHashSet<>(names);
    if (!names.isEmpty()) {
      Set<String> found =
          named(scraped.toString(UTF_8)).stream().map(Metrics::family).collect(toSet());
      unknown.removeIf(name -> found.contains(family(name)));
    }
    return new Scraped(scraped.toByteArray(), unknown);
  }

  /** The names of all metrics there are now, as scraped, without what a form adds to a series. */
  public List<String> names() {
    return named(scrape());
  }

  private static List<String> named(String scraped) {
    return scraped
        .lines()
        .filter(line -> line.startsWith("# TYPE "))
        .map(line -> line.split(" ", 4)[2])
        .toList();
  }

  private static String family(String name) {
    return SUFFIX.matcher(name).replaceFirst("");
  }

  @Override
  public void close() {
    scraper.shutdown();
    collections.close();
    registry.close();
  }
}
