package caplab.protocol;

import java.util.Arrays;
import java.util.Optional;

/**
 * What is to be done at which time, earliest first, ties in the order they were added. A binary
 * heap whose entries know their place, so that one that is no longer wanted leaves at once and
 * holds nothing in memory. For one thread.
 */
public final class Agenda {

  private static final int ROOM = 64;

  /** Work that waits for its time. */
  public final class Entry implements EventLoop.Timer {
    private final double atMs;
    private final long order;
    private final Runnable work;
    private int place;

    private Entry(double atMs, long order, Runnable work) {
      this.atMs = atMs;
      this.order = order;
      this.work = work;
    }

    /** When it is due, in milliseconds of the agenda's clock. */
    public double atMs() {
      return atMs;
    }

    /** Does it. */
    public void run() {
      work.run();
    }

    @Override
    public void cancel() {
      if (place >= 0) {
        remove(place);
      }
    }

    private boolean before(Entry other) {
      return atMs < other.atMs || atMs == other.atMs && order < other.order;
    }
  }

  private Entry[] heap = new Entry[ROOM];
  private int size;
  private long added;

  /** Adds work. */
  public Entry add(double atMs, Runnable work) {
    Entry entry = new Entry(atMs, added++, work);
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, 2 * size);
    }
    up(size++, entry);
    return entry;
  }

  /** When the first entry is due; infinite if there is none. */
  public double nextMs() {
    return size == 0 ? Double.POSITIVE_INFINITY : heap[0].atMs;
  }

  /** Takes the first entry off if it is due by then. */
  public Optional<Entry> due(double byMs) {
    if (size == 0 || heap[0].atMs > byMs) {
      return Optional.empty();
    }
    Entry first = heap[0];
    remove(0);
    return Optional.of(first);
  }

  private void remove(int place) {
    heap[place].place = -1;
    Entry last = heap[--size];
    heap[size] = null;
    if (place == size) {
      return;
    }
    if (place > 0 && last.before(heap[(place - 1) / 2])) {
      up(place, last);
    } else {
      down(place, last);
    }
  }

  private void up(int from, Entry entry) {
    int place = from;
    while (place > 0 && entry.before(heap[(place - 1) / 2])) {
      put(place, heap[(place - 1) / 2]);
      place = (place - 1) / 2;
    }
    put(place, entry);
  }

  private void down(int from, Entry entry) {
    int place = from;
    while (2 * place + 1 < size) {
      int child = 2 * place + 1;
      if (child + 1 < size && heap[child + 1].before(heap[child])) {
        child++;
      }
      if (entry.before(heap[child])) {
        break;
      }
      put(place, heap[child]);
      place = child;
    }
    put(place, entry);
  }

  private void put(int place, Entry entry) {
    heap[place] = entry;
    entry.place = place;
  }
}
