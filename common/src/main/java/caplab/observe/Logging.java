package caplab.observe;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.util.Duration;
import java.io.BufferedOutputStream;
import java.util.concurrent.atomic.LongAdder;
import net.logstash.logback.appender.LoggingEventAsyncDisruptorAppender;
import net.logstash.logback.appender.listener.AppenderListener;
import net.logstash.logback.decorate.json.JsonWriteFeatureDecorator;
import net.logstash.logback.encoder.LogstashEncoder;
import net.logstash.logback.encoder.com.lmax.disruptor.SleepingWaitStrategy;
import net.logstash.logback.fieldnames.LogstashFieldNames;
import org.slf4j.LoggerFactory;
import tools.jackson.core.json.JsonWriteFeature;

/**
 * Sets up the log of a process: one line per event on stdout, JSON or text. Lines are made and
 * written by one thread, fifty times a second, in their order. Whoever logs goes on; only if
 * {@value #WAITING_MOST} wait, as nobody reads stdout, does it wait for {@link #PATIENCE_MS}, and
 * then the line is dropped and counted. A process that is killed takes the last lines with it.
 */
public final class Logging {

  static final int WAITING_MOST = 8_192;
  static final long PATIENCE_MS = 100;

  /** How often it looks for lines. */
  private static final long LOOK_NS = 20_000_000;

  private static final long LAST_LINES_MS = 3_000;
  private static final int AT_ONCE_BYTES = 65_536;
  private static final String STDOUT = "stdout";
  private static final LongAdder DROPPED = new LongAdder();

  // A control character or a separator could end the line and start a forged one, a sign of format
  // turn its direction; a stack trace's further lines are marked as what they are.
  private static final String TEXT =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSS'Z', UTC} %-5level %logger{0} "
          + "%replace(%msg %kvp{NONE} %mdc){'[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]', '?'}%n%replace(%replace(%ex){'[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}&&[^\\r\\n\\t]]', '?'})"
          + "{'[\\r\\n]+(?=.)', '\n  | '}%nopex";

  private Logging() {}

  /**
   * @param mode {@code cp} or {@code ap}, a field of every line
   * @param level DEBUG, INFO, WARN, WARNING or ERROR
   * @param json lines of JSON, else text for people
   */
  public static void start(String mode, String level, boolean json) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    OutputStreamAppender<ILoggingEvent> lines = new OutputStreamAppender<>();
    lines.setContext(context);
    lines.setEncoder(started(json ? json(mode) : text(), context));
    lines.setImmediateFlush(false); // once for all that wait
    lines.setOutputStream(new BufferedOutputStream(System.out, AT_ONCE_BYTES));
    LoggingEventAsyncDisruptorAppender stdout = new LoggingEventAsyncDisruptorAppender();
    stdout.setContext(context);
    stdout.setName(STDOUT);
    stdout.setThreadNameFormat("log");
    stdout.setRingBufferSize(WAITING_MOST);
    stdout.setWaitStrategy(new SleepingWaitStrategy(0, LOOK_NS)); // nobody has to wake it
    stdout.setAppendTimeout(Duration.buildByMilliseconds(PATIENCE_MS));
    stdout.setShutdownGracePeriod(Duration.buildByMilliseconds(LAST_LINES_MS));
    stdout.setAddDefaultStatusListener(false); // it writes to stdout, too, and waits there
    stdout.addAppender(lines);
    stdout.addListener(new Dropped());
    stdout.start();
    Level threshold = Level.toLevel("WARNING".equals(level) ? "WARN" : level);
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.addAppender(stdout);
    root.setLevel(atLeast(threshold, Level.INFO));
    context.getLogger("caplab").setLevel(threshold);
    context.getLogger(Events.ALWAYS).setLevel(Level.ALL);
    // Chatter of the server about its own start.
    context.getLogger("org.eclipse.jetty").setLevel(atLeast(threshold, Level.WARN));
    context.getLogger("io.javalin").setLevel(atLeast(threshold, Level.WARN));
  }

  /** Lines that nobody took in time, since this process began. */
  public static long dropped() {
    return DROPPED.sum();
  }

  /**
   * Writes what waits and no more after it, before a process ends; gives up after {@link
   * #LAST_LINES_MS} if nobody reads stdout.
   */
  public static void stop() {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    Appender<ILoggingEvent> stdout =
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).getAppender(STDOUT);
    if (stdout == null) {
      return;
    }
    try { // it flushes what it closes, which ends when somebody reads, or never
      Thread.ofPlatform().daemon().start(stdout::stop).join(LAST_LINES_MS);
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class Dropped implements AppenderListener<ILoggingEvent> {
    @Override
    public void eventAppendFailed(
        Appender<ILoggingEvent> stdout, ILoggingEvent event, Throwable reason) {
      DROPPED.increment();
    }
  }

  private static Level atLeast(Level one, Level other) {
    return one.isGreaterOrEqual(other) ? one : other;
  }

  private static Encoder<ILoggingEvent> started(
      Encoder<ILoggingEvent> encoder, LoggerContext context) {
    encoder.setContext(context);
    encoder.start();
    return encoder;
  }

  private static Encoder<ILoggingEvent> json(String mode) {
    LogstashFieldNames names = new LogstashFieldNames();
    names.setTimestamp("time");
    names.setMessage("msg");
    names.setLogger("logger");
    names.setLevel("level");
    names.setVersion(null);
    names.setThread(null);
    names.setLevelValue(null);
    LogstashEncoder encoder = new LogstashEncoder();
    encoder.setFieldNames(names);
    encoder.setIncludeKeyValuePairs(false);
    encoder.addProvider(new EventFields());
    // What ends a line for some readers (U+2028) is a letter to JSON.
    JsonWriteFeatureDecorator ascii = new JsonWriteFeatureDecorator();
    ascii.enable(JsonWriteFeature.ESCAPE_NON_ASCII);
    encoder.addDecorator(ascii);
    encoder.setTimeZone("UTC");
    encoder.setTimestampPattern("[ISO_INSTANT]");
    encoder.setCustomFields("{\"mode\":\"" + mode + "\"}");
    return encoder;
  }

  private static Encoder<ILoggingEvent> text() {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setPattern(TEXT);
    return encoder;
  }
}
