package caplab.lab.history;

import caplab.lab.history.HistoryEvent.F;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/**
 * A history that does not fit into memory, in files of which each holds all events of some of its
 * keys. What one key cannot tell is in more than one place: that a session was told {@code lost}
 * stands in every piece, and the reads after the heal stand together once more.
 */
public final class HistoryPieces implements AutoCloseable {

  /** So often it is said how far the reading is, in events. */
  private static final int SAID_EVERY = 1 << 14;

  private final Path folder;
  private final List<Path> files = new ArrayList<>();
  private final List<BufferedWriter> writers = new ArrayList<>();
  private final Map<Long, HistoryEvent> begun = new HashMap<>();

  private HistoryPieces(Path folder) {
    this.folder = folder;
  }

  /**
   * Reads a history once and writes its pieces; they are deleted with {@link #close}.
   *
   * @param read hears now and then how many events were read
   * @throws UnreadableHistory at the first line that is no event
   */
  public static HistoryPieces split(Path history, int number, LongConsumer read)
      throws IOException {
    HistoryPieces pieces = new HistoryPieces(Files.createTempDirectory("cap-check"));
    try (Stream<HistoryEvent> events = HistoryReader.open(history)) {
      for (int i = 0; i <= number; i++) {
        pieces.files.add(pieces.folder.resolve("piece-" + i));
        pieces.writers.add(Files.newBufferedWriter(pieces.files.getLast()));
      }
      long count = 0;
      for (Iterator<HistoryEvent> each = events.iterator(); each.hasNext(); ) {
        pieces.add(each.next());
        if (++count % SAID_EVERY == 0) {
          read.accept(count);
        }
      }
      pieces.finish();
      return pieces;
    } catch (IOException | RuntimeException | Error broken) {
      pieces.close();
      throw broken;
    }
  }

  /** How many there are. */
  public int number() {
    return files.size() - 1;
  }

  /**
   * The events of the keys of one piece, and the operations that told their session it was lost.
   */
  public List<HistoryEvent> piece(int at) throws IOException {
    return HistoryReader.read(files.get(at));
  }

  /** The size of a piece. */
  public long bytes(int at) throws IOException {
    return Files.size(files.get(at));
  }

  /** Whether a key belongs to a piece. */
  public boolean holds(int at, String key) {
    return at == pieceOf(key);
  }

  /** The reads after the heal, of all keys. */
  public List<HistoryEvent> lastReads() throws IOException {
    return HistoryReader.read(files.getLast());
  }

  private int pieceOf(String key) {
    return Math.floorMod(key.hashCode(), number());
  }

  private void add(HistoryEvent event) throws IOException {
    int own = pieceOf(event.key());
    write(own, event);
    if (event.type() == HistoryEvent.Type.INVOKE) {
      begun.put(event.process(), event);
      if (isLastRead(event)) {
        write(number(), event);
      }
      return;
    }
    HistoryEvent began = begun.remove(event.process());
    if (isLastRead(began) || isLastRead(event)) {
      if (!isLastRead(began)) {
        write(number(), began);
      }
      write(number(), event);
    }
    if (says(event, Facts.SESSION_STATE, Facts.LOST)) {
      for (int other = 0; other < number(); other++) {
        if (other != own) {
          write(other, began);
          write(other, event);
        }
      }
    }
  }

  private static boolean isLastRead(HistoryEvent event) {
    return event.f() == F.READ && says(event, Facts.PHASE, Facts.FINAL);
  }

  private static boolean says(HistoryEvent event, String fact, String word) {
    return event.fact(fact).map(it -> it.asString("")).filter(word::equals).isPresent();
  }

  private void write(int piece, HistoryEvent event) throws IOException {
    writers.get(piece).write(HistoryWriter.line(event));
    writers.get(piece).newLine();
  }

  private void finish() throws IOException {
    for (BufferedWriter writer : writers) {
      writer.close();
    }
  }

  @Override
  public void close() throws IOException {
    finish();
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
    Files.deleteIfExists(folder);
  }
}
