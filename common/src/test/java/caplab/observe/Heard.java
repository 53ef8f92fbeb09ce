package caplab.observe;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** The events that are written while it listens. */
public final class Heard implements AutoCloseable {

  private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();
  private final Logger logger;
  private final Level before;
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          event.prepareForDeferredProcessing();
          events.add(event);
        }
      };

  private Heard(String name) {
    logger = (Logger) LoggerFactory.getLogger(name);
    before = logger.getLevel();
    appender.setContext(logger.getLoggerContext());
    appender.start();
    logger.setLevel(Level.ALL);
    logger.setAdditive(false);
    logger.addAppender(appender);
  }

  public static Heard listen() {
    return new Heard(Events.ALWAYS);
  }

  /** Hears those, too, that LOG_LEVEL silences. */
  public static Heard listenToAll() {
    return new Heard(Events.LEVELLED);
  }

  /** Message and fields of all events of a name, in order. */
  public List<String> lines(String event) {
    return events.stream()
        .filter(each -> fields(each).get("event").equals(event))
        .map(each ->
            each.getFormattedMessage() + " " + fields(each) + " " + each.getMDCPropertyMap())
        .toList();
  }

  private static Map<String, Object> fields(ILoggingEvent event) {
    Map<String, Object> fields = new java.util.TreeMap<>();
    event.getKeyValuePairs().forEach(pair -> fields.put(pair.key, pair.value));
    return fields;
  }

  @Override
  public void close() {
    logger.detachAppender(appender);
    logger.setAdditive(true);
    logger.setLevel(before);
  }
}
