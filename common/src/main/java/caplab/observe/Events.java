package caplab.observe;

import caplab.audit.AuditLog;
import caplab.seal.Pseudonym;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Writes events with fixed names. Fields are given as pairs of name and value; a value written by a
 * user never belongs among them, a key only by its {@link #pseudonym}.
 */
public final class Events implements AutoCloseable {

  /** Of the events that are written at any LOG_LEVEL; {@link Logging} keeps it open. */
  static final String ALWAYS = "caplab.event.always";

  static final String LEVELLED = "caplab.event";

  private static final Logger ALWAYS_LOG = LoggerFactory.getLogger(ALWAYS);
  private static final Logger LEVELLED_LOG = LoggerFactory.getLogger(LEVELLED);

  private final Pseudonym pseudonym;
  private final Optional<AuditLog> audit;
  private volatile boolean audited = true;

  /** Events that are logged alone. */
  public Events(Pseudonym pseudonym) {
    this(pseudonym, Optional.empty());
  }

  /**
   * @param audit gets those that belong there, too
   */
  public Events(Pseudonym pseudonym, Optional<AuditLog> audit) {
    this.pseudonym = pseudonym;
    this.audit = audit;
  }

  /** How a key, user or address is named in a field. */
  public String pseudonym(String text) {
    return pseudonym.of(text);
  }

  /** Whether writes and authentications are logged from now on. */
  public void audit(boolean on) {
    audited = on;
  }

  /** An event of normal life. */
  public void info(Event event, String message, Object... fields) {
    chain(event, message, fields);
    log(Level.INFO, event, message, fields);
  }

  /** An event that somebody may have to act on. */
  public void warn(Event event, String message, Object... fields) {
    chain(event, message, fields);
    log(Level.WARN, event, message, fields);
  }

  /** An event of every request: told by the audit if there is one that can, else by the log. */
  public void routine(Event event, String message, Object... fields) {
    if (!chain(event, message, fields)) {
      log(Level.INFO, event, message, fields);
    }
  }

  /** Whether it will be a line of the audit. */
  private boolean chain(Event event, String message, Object... fields) {
    return audit.isPresent()
        && event.is(Event.Trait.CHAINED)
        && !silenced(event)
        && audit.get().tell(event.name(), message, MDC.getCopyOfContextMap(), fields);
  }

  private boolean silenced(Event event) {
    return event.is(Event.Trait.SWITCHED) && !audited;
  }

  private void log(Level level, Event event, String message, Object... fields) {
    if (silenced(event)) {
      return;
    }
    LoggingEventBuilder line =
        (event.is(Event.Trait.ALWAYS) ? ALWAYS_LOG : LEVELLED_LOG).atLevel(level);
    line = line.addKeyValue("event", event.name());
    for (int i = 0; i + 1 < fields.length; i += 2) {
      line = line.addKeyValue(fields[i].toString(), fields[i + 1]);
    }
    line.log(message);
  }

  /** Ends the audit, once what waits for the disk is there. */
  @Override
  public void close() {
    audit.ifPresent(AuditLog::close);
  }
}
