package caplab.cp;

import caplab.cp.core.Ballot;
import caplab.cp.core.Codec;
import caplab.cp.core.NodeRecord;
import caplab.cp.core.RegisterState;
import caplab.cp.core.Reply;
import caplab.cp.core.View;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the scripts return, read back: a word, then what belongs to it. */
final class RedisReply {

  private final List<?> parts;

  private RedisReply(List<?> parts) {
    this.parts = parts;
  }

  /**
   * Reads one answer.
   *
   * @throws RuntimeException if no script of ours returns that
   */
  static Reply of(Object value) {
    List<?> parts = (List<?>) value;
    return parts.getFirst() instanceof List<?>
        ? new Reply.Each(parts.stream().map(RedisReply::of).toList())
        : new RedisReply(parts).reply();
  }

  private Reply reply() {
    return switch (text(0)) {
      case "held" -> new Reply.Held(ballot(1), ballot(2), state(3));
      case "promised" -> new Reply.Promised(ballot(1), state(2));
      case "accepted" -> new Reply.Accepted();
      case "conflict" -> new Reply.Conflict(ballot(1));
      case "scanned" -> new Reply.Scanned(ballots((List<?>) parts.get(2)), text(1));
      case "status" -> new Reply.Status(standing(notes()));
      case "fenced" -> new Reply.Fenced(standing(Reply.Notes.NONE));
      case "entered" -> new Reply.Entered();
      case "begun" ->
          new Reply.Begun(
              new NodeRecord.Pending(text(2), text(3), text(4), number(5)), number(1) == 1);
      case "refilled" -> new Reply.Refilled();
      case "noted" -> new Reply.Noted();
      default -> throw new IllegalArgumentException("no word of ours");
    };
  }

  private Reply.Standing standing(Reply.Notes notes) {
    return new Reply.Standing(record(), text(1), number(2) == 1, notes);
  }

  private Optional<NodeRecord> record() {
    if (text(3).isEmpty() && text(7).isEmpty()) {
      return Optional.empty();
    }
    long changes = text(6).isEmpty() ? 0 : number(6);
    return Optional.of(new NodeRecord(text(3), text(4), view(5), changes, pending()));
  }

  private Optional<NodeRecord.Pending> pending() {
    return text(7).isEmpty()
        ? Optional.empty()
        : Optional.of(new NodeRecord.Pending(text(7), text(8), text(9), number(10)));
  }

  private Reply.Notes notes() {
    Map<String, Reply.Progress> notes = new HashMap<>();
    long served = 0;
    List<?> flat = parts.size() > 11 ? (List<?>) parts.get(11) : List.of();
    for (int i = 0; i + 1 < flat.size(); i += 2) {
      String[] note = text(flat.get(i + 1)).split(" ", -1);
      if (note.length == 1) {
        served = Long.parseLong(note[0]);
      } else {
        notes.put(
            text(flat.get(i)),
            new Reply.Progress(Long.parseLong(note[0]), note[1], Long.parseLong(note[2])));
      }
    }
    return new Reply.Notes(served, notes);
  }

  private static Map<String, Reply.Ballots> ballots(List<?> flat) {
    Map<String, Reply.Ballots> ballots = new HashMap<>();
    for (int i = 0; i + 2 < flat.size(); i += 3) {
      ballots.put(
          text(flat.get(i)),
          new Reply.Ballots(ballot(text(flat.get(i + 1))), ballot(text(flat.get(i + 2)))));
    }
    return ballots;
  }

  private View view(int index) {
    return text(index).isEmpty() ? View.NONE : Codec.view(text(index));
  }

  private Ballot ballot(int index) {
    return ballot(text(index));
  }

  private static Ballot ballot(String text) {
    return text.isEmpty() ? Ballot.ZERO : Codec.ballot(text);
  }

  private RegisterState state(int index) {
    return Codec.state((byte[]) parts.get(index));
  }

  private long number(int index) {
    return parts.get(index) instanceof Long number ? number : Long.parseLong(text(index));
  }

  private String text(int index) {
    return text(parts.get(index));
  }

  private static String text(Object bulk) {
    return new String((byte[]) bulk, StandardCharsets.UTF_8);
  }
}
