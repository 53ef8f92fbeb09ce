package caplab.audit;

import caplab.audit.AuditChain.Found;
import caplab.audit.AuditChain.Head;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is to be said of the files of an audit.
 *
 * @param first number of the first line here, which is above 1 once older files were rotated away;
 *     0 if there is none
 * @param head the last line here
 * @param faults each names a place and what was done to it
 * @param notes what is no fault: where a crash tore a line
 * @param torn whether the files end in a piece of a line, as a crash leaves it, and as whoever cuts
 *     a file off may leave it
 */
public record AuditVerdict(
    long first, Head head, List<String> faults, List<String> notes, boolean torn) {

  private static final Pattern OLDER = Pattern.compile(".*\\.([0-9]{1,9})");

  /** A line, or what stands in its place. */
  private record Piece(String place, byte[] bytes, boolean ended, Optional<Found> found) {}

  /** A line that is one. */
  private record Link(int at, String place, Found found) {

    long number() {
      return found.head().lines();
    }
  }

  /** Whether every line is as it was written, and where it was. */
  public boolean whole() {
    return faults.isEmpty();
  }

  /**
   * Reads files from the oldest on, as rotation numbered them, else as they are given.
   *
   * @param told a head that was said on stdout, so that a tail that was cut off is found
   * @throws IOException if a file cannot be read
   */
  public static AuditVerdict of(AuditChain chain, List<Path> files, Optional<Head> told)
      throws IOException {
    List<Piece> pieces = new ArrayList<>();
    for (Path file : files.stream().sorted(Comparator.comparing(AuditVerdict::age)).toList()) {
      read(chain, file, pieces);
    }
    return new Judge(pieces).judge(told);
  }

  /** Negative, and less for an older file. */
  private static int age(Path file) {
    Matcher number = OLDER.matcher(file.toString());
    return number.matches() ? -Integer.parseInt(number.group(1)) : 0;
  }

  private static void read(AuditChain chain, Path file, List<Piece> into) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int from = 0;
    for (int row = 1; from < bytes.length; row++) {
      int to = from;
      while (to < bytes.length && bytes[to] != '\n') {
        to++;
      }
      byte[] line = Arrays.copyOfRange(bytes, from, to);
      into.add(new Piece(file + ":" + row, line, to < bytes.length, chain.read(line)));
      from = to + 1;
    }
  }

  private static final class Judge {

    private final List<Piece> pieces;
    private final List<Link> links = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /** How many pieces before this place are no lines. */
    private final int[] bad;

    private boolean torn;

    Judge(List<Piece> pieces) {
      this.pieces = pieces;
      this.bad = new int[pieces.size() + 1];
    }

    AuditVerdict judge(Optional<Head> told) {
      for (int at = 0; at < pieces.size(); at++) {
        Piece piece = pieces.get(at);
        bad[at + 1] = bad[at];
        if (piece.found().isPresent()) {
          links.add(new Link(at, piece.place(), piece.found().get()));
        } else {
          noLine(at, piece);
        }
      }
      order();
      List<Link> sorted = new ArrayList<>(links);
      sorted.sort(Comparator.comparingLong(Link::number));
      for (int i = 1; i < sorted.size(); i++) {
        pair(sorted.get(i - 1), sorted.get(i));
      }
      Head head = sorted.isEmpty() ? Head.NONE : sorted.getLast().found().head();
      long first = sorted.isEmpty() ? 0 : sorted.getFirst().number();
      told.ifPresent(said -> compare(said, first, head, sorted));
      return new AuditVerdict(first, head, List.copyOf(faults), List.copyOf(notes), torn);
    }

    private void noLine(int at, Piece piece) {
      boolean last = at == pieces.size() - 1;
      if (last && !piece.ended()) {
        torn = true;
        notes.add(
            piece.place()
                + " is a piece of a line: a crash tore it, or somebody cut the file there");
      } else if (!last && acknowledged(piece, pieces.get(at + 1))) {
        notes.add(piece.place() + " was torn by a crash, as the start that follows says");
      } else {
        faults.add(piece.place() + " was changed, or is no line of this audit");
        bad[at + 1]++;
      }
    }

    private static boolean acknowledged(Piece piece, Piece next) {
      return next.found()
          .filter(start -> start.torn().equals(AuditChain.digest(piece.bytes())))
          .isPresent();
    }

    /** Each run of lines that stand after one with a higher number. */
    private void order() {
      long highest = 0;
      for (int i = 0; i < links.size(); i++) {
        int end = i;
        long number = links.get(i).number();
        while (number < highest
            && end + 1 < links.size()
            && links.get(end + 1).number() == links.get(end).number() + 1
            && links.get(end + 1).number() < highest) {
          end++;
        }
        if (number < highest) {
          faults.add(
              "%s: %s out of order, after line %d"
                  .formatted(
                      links.get(i).place(), lines(number, links.get(end).number()), highest));
        }
        i = end;
        highest = Math.max(highest, links.get(end).number());
      }
    }

    /** Two lines of which no other's number is between theirs. */
    private void pair(Link one, Link other) {
      long between = other.number() - one.number() - 1;
      if (between < 0) {
        faults.add("%s: line %d is there twice".formatted(other.place(), other.number()));
      } else if (between == 0 && !other.found().follows(one.found())) {
        faults.add(
            "%s: line %d does not follow the line %d that is here"
                .formatted(other.place(), other.number(), one.number()));
      } else if (between > 0) {
        int changed = Math.max(0, bad[Math.max(one.at(), other.at())] - bad[one.at()]);
        if (between > changed) {
          faults.add(
              "%s: %s missing before line %d%s"
                  .formatted(
                      other.place(),
                      lines(one.number() + 1, other.number() - 1),
                      other.number(),
                      changed > 0 ? ", but for " + changed + " of those changed" : ""));
        }
      }
    }

    private void compare(Head said, long first, Head head, List<Link> sorted) {
      if (said.lines() > head.lines()) {
        faults.add(
            "the end is cut off: %s missing, as the head told says"
                .formatted(lines(head.lines() + 1, said.lines())));
      } else if (said.lines() < first) {
        notes.add("the head told is older than the first line here, so it says nothing");
      } else if (sorted.stream().noneMatch(link -> link.found().head().equals(said))) {
        faults.add("line %d is not the one of the head told".formatted(said.lines()));
      }
    }

    private static String lines(long from, long to) {
      return from == to ? "line " + from + " is" : "lines " + from + " to " + to + " are";
    }
  }
}
