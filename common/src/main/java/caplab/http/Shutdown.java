package caplab.http;

import caplab.observe.Event;
import caplab.observe.Events;
import caplab.observe.Logging;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An orderly end on SIGTERM or SIGINT: give notice to whoever balances, stop accepting, finish what
 * is in flight, run the closers in order, exit 0 (B-3).
 */
public final class Shutdown {

  private static final Logger LOG = LoggerFactory.getLogger(Shutdown.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private Shutdown() {}

  /**
   * @param notice how long it serves on after it said that it goes
   * @param closers run in this order; one that fails does not keep the next from running
   */
  public static void onSignal(
      HttpServer server, Duration notice, Events events, List<AutoCloseable> closers) {
    Thread hook = new Thread(() -> run(server, notice, events, closers), "shutdown");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private static void run(
      HttpServer server, Duration notice, Events events, List<AutoCloseable> closers) {
    events.info(Event.SHUTDOWN, "shutting down: finishing what is in flight");
    server.giveNotice();
    await(notice);
    int left = server.stop(PATIENCE);
    for (AutoCloseable closer : closers) {
      try {
        closer.close();
      } catch (Exception e) {
        LOG.warn("could not be closed in order", e);
      }
    }
    events.info(Event.SHUTDOWN, "shut down", "requests_cut_off", left);
    Logging.stop();
    // A JVM ended by a signal exits with 143 by itself; an orderly end is a success.
    Runtime.getRuntime().halt(0);
  }

  private static void await(Duration notice) {
    try {
      Thread.sleep(notice);
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }
}
