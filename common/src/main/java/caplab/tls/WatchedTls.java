package caplab.tls;

import caplab.access.WatchedFiles;
import caplab.observe.Event;
import caplab.observe.Events;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import nl.altindag.ssl.SSLFactory;
import nl.altindag.ssl.util.SSLFactoryUtils;

/**
 * TLS 1.2 or newer as files say it now. A connection keeps what it began with; the next one takes
 * what the files say by then. Files that cannot be used change nothing and are told of once.
 */
public final class WatchedTls implements AutoCloseable {

  private static final long PERIOD_MS = 1_000;

  private final boolean asksWhoComes;
  private final WatchedFiles<SSLFactory> files;
  private final SSLFactory inUse;
  private final ScheduledExecutorService watcher =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());

  WatchedTls(TlsFiles named, Events events) {
    this.asksWhoComes = named.authorities().isPresent();
    this.files = new WatchedFiles<>(named.all(), named::read, new Told(events));
    this.inUse = swappable(files.value());
  }

  /**
   * Reads the files and goes on watching them, every second, until closed.
   *
   * @throws IllegalArgumentException if they cannot be used now
   */
  public static WatchedTls of(TlsFiles named, Events events) {
    WatchedTls made = new WatchedTls(named, events);
    made.watcher.scheduleWithFixedDelay(made::look, PERIOD_MS, PERIOD_MS, TimeUnit.MILLISECONDS);
    return made;
  }

  /** The same one whatever the files come to say. */
  public SSLContext context() {
    return inUse.getSslContext();
  }

  /** Whether a client must show a certificate: authorities of clients are named. */
  public boolean asksWhoComes() {
    return asksWhoComes;
  }

  /** What the files say now is in effect for new connections when this returns. */
  void look() {
    SSLFactory before = files.value();
    files.look();
    if (files.value() != before) {
      SSLFactoryUtils.reload(inUse, files.value());
    }
  }

  @Override
  public void close() {
    watcher.shutdownNow();
  }

  private static SSLFactory swappable(SSLFactory read) {
    SSLFactory.Builder made = SSLFactory.builder().withProtocols("TLSv1.3", "TLSv1.2");
    read.getKeyManager()
        .ifPresent(own -> made.withIdentityMaterial(own).withSwappableIdentityMaterial());
    read.getTrustManager()
        .ifPresent(others -> made.withTrustMaterial(others).withSwappableTrustMaterial());
    return made.build();
  }

  /** Tells operators what became of changed files. */
  private record Told(Events events) implements WatchedFiles.Listener {

    @Override
    public void changed(String files) {
      events.info(Event.CONFIG, "certificates read anew", "files", files);
    }

    @Override
    public void faulty(String files, String fault) {
      events.warn(Event.CONFIG, "certificates left as they were", "files", files, "fault", fault);
    }
  }
}
