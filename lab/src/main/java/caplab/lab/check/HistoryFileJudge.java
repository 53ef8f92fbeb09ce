package caplab.lab.check;

import caplab.lab.check.HistoryJudge.Judged;
import caplab.lab.history.HistoryEvent;
import caplab.lab.history.HistoryPieces;
import caplab.lab.history.HistoryReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Judges a history file as a whole if it fits into memory, else piece by piece. */
public final class HistoryFileJudge {

  /** Memory that it takes to judge a byte of a history. */
  private static final int MEMORY_A_BYTE = 3;

  /** Pieces of what was thought to fit and did not. */
  private static final int PIECES_AFTER_ALL = 4;

  /** Files that are open at once. */
  private static final int PIECES_MAX = 500;

  private static final int SAID_EVERY = 1 << 14;

  private HistoryFileJudge() {}

  /**
   * All judgements, as {@link HistoryJudge#of(List)}.
   *
   * @param memory bytes to make do with
   * @param doing hears what is going on, again and again
   * @throws caplab.lab.history.UnreadableHistory at the first line that is no event
   */
  public static List<Judged> of(Path file, long memory, Consumer<String> doing) throws IOException {
    long pieces = 1 + MEMORY_A_BYTE * Files.size(file) / memory;
    if (pieces == 1) {
      try {
        return HistoryJudge.of(read(file, doing), doing);
      } catch (OutOfMemoryError tooLarge) {
        pieces = PIECES_AFTER_ALL;
      }
    }
    try (HistoryPieces split =
        HistoryPieces.split(
            file, (int) Math.min(pieces, PIECES_MAX), count -> doing.accept(read(count)))) {
      return HistoryJudge.of(split, doing);
    }
  }

  private static List<HistoryEvent> read(Path file, Consumer<String> doing) throws IOException {
    List<HistoryEvent> history = new ArrayList<>();
    try (Stream<HistoryEvent> events = HistoryReader.open(file)) {
      events.forEach(event -> {
        history.add(event);
        if (history.size() % SAID_EVERY == 0) {
          doing.accept(read(history.size()));
        }
      });
    }
    return history;
  }

  private static String read(long count) {
    return String.format(Locale.ROOT, "%,d events read", count);
  }
}
