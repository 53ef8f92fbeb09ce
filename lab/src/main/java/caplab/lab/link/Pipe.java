package caplab.lab.link;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * One direction of one connection: reads chunks, lets the link decide their fate, and delivers them
 * in order. While nothing is late, chunks pass straight through on the reader's thread.
 */
final class Pipe {

  private static final int CHUNK_BYTES = 32 * 1024;

  /** How many late chunks are in flight before the sender is held back. */
  private static final int LATE_CHUNKS_MAX = 1024;

  private record Late(byte[] bytes, long dueNanos) {}

  private final InputStream from;
  private final OutputStream to;
  private final Supplier<Fate> fate;
  private final BlockingQueue<Late> late = new ArrayBlockingQueue<>(LATE_CHUNKS_MAX);
  private boolean lost;
  private boolean everLate;
  private long lastDueNanos = System.nanoTime();

  Pipe(InputStream from, OutputStream to, Supplier<Fate> fate) {
    this.from = from;
    this.to = to;
    this.fate = fate;
  }

  /**
   * Runs until the sender closed or a side failed.
   *
   * @return whether the receiver may learn of the end: not where bytes were lost on the way
   */
  boolean run() throws InterruptedException {
    byte[] buffer = new byte[CHUNK_BYTES];
    Thread courier = null;
    try {
      for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
        switch (lost ? Fate.LOST : fate.get()) {
          case Fate.Lost() -> lost = true;
          case Fate.Delivered(long delayMs) -> {
            if (delayMs > 0 && !everLate) {
              everLate = true;
              courier = Thread.ofVirtual().name("courier").start(this::deliver);
            }
            pass(buffer, read, delayMs);
          }
        }
      }
    } catch (IOException closed) {
      // Either side is gone: the end of the stream, told like any other.
    }
    if (courier != null && !lost) {
      late.put(new Late(new byte[0], lastDueNanos));
      courier.join();
    } else if (courier != null) {
      courier.interrupt();
    }
    return !lost && !(fate.get() instanceof Fate.Lost);
  }

  private void pass(byte[] buffer, int length, long delayMs)
      throws IOException, InterruptedException {
    if (!everLate) {
      to.write(buffer, 0, length);
      return;
    }
    long dueNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(delayMs);
    lastDueNanos = Math.max(lastDueNanos, dueNanos);
    late.put(new Late(Arrays.copyOf(buffer, length), lastDueNanos));
  }

  /** Hands out late chunks when they are due, until an empty one ends the stream. */
  private void deliver() {
    try {
      for (Late next = late.take(); next.bytes().length > 0; next = late.take()) {
        TimeUnit.NANOSECONDS.sleep(next.dueNanos() - System.nanoTime());
        to.write(next.bytes());
      }
    } catch (IOException | InterruptedException ended) {
      stopReading();
      late.clear();
    }
  }

  /** The receiver is gone: whoever still reads for it finds the stream closed. */
  private void stopReading() {
    try {
      from.close();
    } catch (IOException closed) {
      // Already closed, which is what is wanted.
    }
  }
}
