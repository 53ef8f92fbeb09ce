package caplab.observe;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import net.logstash.logback.decorate.json.JsonWriteFeatureDecorator;
import net.logstash.logback.encoder.LogstashEncoder;
import net.logstash.logback.fieldnames.LogstashFieldNames;
import org.slf4j.LoggerFactory;
import tools.jackson.core.json.JsonWriteFeature;

/** Sets up the log of a process: one line per event on stdout, JSON or text. */
public final class Logging {

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
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setName("stdout");
    console.setEncoder(started(json ? json(mode) : text(), context));
    console.start();
    Level threshold = Level.toLevel("WARNING".equals(level) ? "WARN" : level);
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.addAppender(console);
    root.setLevel(atLeast(threshold, Level.INFO));
    context.getLogger("caplab").setLevel(threshold);
    context.getLogger(Events.ALWAYS).setLevel(Level.ALL);
    // Chatter of the server about its own start.
    context.getLogger("org.eclipse.jetty").setLevel(atLeast(threshold, Level.WARN));
    context.getLogger("io.javalin").setLevel(atLeast(threshold, Level.WARN));
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
