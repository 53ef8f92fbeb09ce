package caplab.ap;

import caplab.ap.core.Codec;
import caplab.ap.core.Dot;
import caplab.ap.core.KeyState;
import caplab.ap.core.Ledger;
import caplab.ap.core.LogEntry;
import caplab.ap.core.Reply;
import caplab.ap.core.Request;
import caplab.ap.core.VersionVector;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Reads what the scripts answer: a word, then its fields in order. */
final class RedisReply {

  private final List<?> fields;

  private RedisReply(Object value) {
    fields = (List<?>) value;
  }

  /**
   * The reply in an answer.
   *
   * @param request what was asked: states travel without their keys
   * @throws RuntimeException if it is no answer of the scripts
   */
  static Reply of(Request request, Object value) {
    RedisReply in = new RedisReply(value);
    return switch (in.text(0)) {
      case "strange" -> new Reply.Strange(in.text(1));
      case "misplaced" -> new Reply.Misplaced(in.text(1));
      case "moved" -> new Reply.Moved(in.text(1));
      case "behind" -> new Reply.Behind(in.number(1));
      case "late" -> new Reply.Late(in.number(1));
      case "crowded" -> new Reply.Crowded(in.count(1), in.number(2));
      case "greeting" -> in.greeting();
      case "wrote" -> in.wrote();
      case "seen" -> in.seen(request);
      case "entries" -> in.entries();
      case "applied" -> new Reply.Applied(in.count(1), in.vector(2), in.number(3), in.number(4));
      case "merged" -> new Reply.Merged(in.count(1), in.count(2));
      case "keys" -> new Reply.Keys(in.list(2).stream().map(RedisReply::text).toList(), in.text(1));
      case "sums" -> new Reply.Sums(in.sums());
      case "page" -> new Reply.Digests(in.digests(), in.text(1));
      case "checked" -> new Reply.Checked(in.text(1));
      case "done" -> new Reply.Done(in.number(1));
      default -> throw new IllegalStateException("unknown answer " + in.text(0));
    };
  }

  private Reply greeting() {
    return new Reply.Greeting(
        text(1),
        number(2),
        number(3),
        number(4) == 1,
        vector(5),
        Codec.marks(text(6)),
        Codec.lives(text(7)),
        number(8),
        number(9),
        number(10),
        text(11));
  }

  private Reply wrote() {
    return new Reply.Wrote(
        Optional.of(text(1)).filter(dot -> !dot.isEmpty()).map(Codec::dot),
        number(2) == 1,
        vector(3),
        Codec.ids(text(8)),
        count(4),
        count(5),
        vector(6),
        number(7));
  }

  private Reply seen(Request request) {
    List<KeyState> states = list(8).stream().map(state -> new RedisReply(state).state()).toList();
    return switch (request) {
      case Request.Fetch(String node, List<String> keys) ->
          new Reply.States(text(1), byKey(keys, states), vector(5));
      default ->
          new Reply.Seen(
              text(1),
              states.getFirst(),
              number(2),
              number(3),
              number(4) == 1,
              vector(5),
              Codec.marks(text(6)),
              Codec.lives(text(7)));
    };
  }

  private static SortedMap<String, KeyState> byKey(List<String> keys, List<KeyState> states) {
    SortedMap<String, KeyState> found = new TreeMap<>();
    for (int i = 0; i < states.size(); i++) {
      found.put(keys.get(i), states.get(i));
    }
    return found;
  }

  /** Context, held ids, then dots with their siblings. */
  private KeyState state() {
    SortedMap<Dot, KeyState.Sibling> siblings = new TreeMap<>();
    for (int i = 2; i < fields.size(); i += 2) {
      siblings.put(Codec.dot(text(i)), Codec.sibling(text(i + 1)));
    }
    return new KeyState(siblings, vector(0), Codec.ids(text(1)));
  }

  /** Digits of fixed width, bucket after bucket. */
  private List<Long> sums() {
    int width = text(1).length() / Ledger.BUCKETS;
    return IntStream.range(0, Ledger.BUCKETS)
        .mapToObj(b -> Long.parseLong(text(1), b * width, (b + 1) * width, 10))
        .toList();
  }

  private SortedMap<String, String> digests() {
    return new TreeMap<>(pairs(2));
  }

  private Reply entries() {
    String incarnation = text(1);
    List<LogEntry> changes = new ArrayList<>();
    for (Object entry : list(2)) {
      RedisReply in = new RedisReply(entry);
      Map<String, String> by = in.pairs(1);
      changes.add(
          new LogEntry(
              by.get("k"),
              Optional.ofNullable(by.get("v")),
              by.get("i"),
              by.get("t"),
              new Dot(incarnation, in.number(0)),
              Codec.vector(by.get("c")),
              Codec.names(by.get("n"))));
    }
    return new Reply.Entries(
        incarnation, changes, number(3), number(4), number(5), vector(6), Codec.lives(text(7)));
  }

  private Map<String, String> pairs(int at) {
    List<?> flat = list(at);
    Map<String, String> pairs = new HashMap<>();
    for (int i = 0; i < flat.size(); i += 2) {
      pairs.put(text(flat.get(i)), text(flat.get(i + 1)));
    }
    return pairs;
  }

  private List<?> list(int at) {
    return (List<?>) fields.get(at);
  }

  private VersionVector vector(int at) {
    return Codec.vector(text(at));
  }

  private int count(int at) {
    return Math.toIntExact(number(at));
  }

  private long number(int at) {
    return fields.get(at) instanceof Long number ? number : Long.parseLong(text(at));
  }

  private String text(int at) {
    return text(fields.get(at));
  }

  private static String text(Object field) {
    return field instanceof byte[] bytes
        ? new String(bytes, StandardCharsets.UTF_8)
        : String.valueOf(field);
  }
}
