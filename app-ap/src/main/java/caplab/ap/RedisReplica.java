package caplab.ap;

import caplab.ap.core.Codec;
import caplab.ap.core.KeyState;
import caplab.ap.core.LogEntry;
import caplab.ap.core.Reply;
import caplab.ap.core.Request;
import caplab.ap.core.VersionVector;
import caplab.ap.core.WriteId;
import caplab.node.Command;
import caplab.node.Node;
import caplab.node.NodeReplica;
import caplab.node.Script;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A node of the available register on a real Redis server: every {@link Request} is one Lua script,
 * so one atomic step. Answers exactly as {@link caplab.ap.core.InMemoryReplica} does; one contract
 * test holds both to it.
 */
final class RedisReplica extends NodeReplica<Request, Reply> {

  private static final String PREFIX = "ap:k:";

  /** Where a node keeps its log. */
  private static final String LOG = "ap:log";

  private static final List<String> KEYS = List.of("ap:fence", LOG, "ap:due");

  static final Script READ = Script.of(RedisReplica.class, "prelude.lua", "read.lua");
  static final Script WRITE = script("changes.lua", "write.lua");
  static final Script INSPECT = script("lives.lua", "inspect.lua");
  static final Script ENTER_LIFE = script("lives.lua", "enter_life.lua");
  private static final Script APPLY = script("lives.lua", "changes.lua", "apply.lua");
  private static final Script MERGE = script("lives.lua", "changes.lua", "merge.lua");
  private static final Script TAKE_OVER = script("lives.lua", "take_over.lua");
  private static final Script UPKEEP = script("lives.lua", "upkeep.lua");

  RedisReplica(Node node) {
    super(node);
  }

  @Override
  protected Reply reply(Request request, Object value) {
    return RedisReply.of(request, value);
  }

  @Override
  protected Reply full() {
    return new Reply.Full();
  }

  @Override
  protected Command command(Request request) {
    return eval(request, name());
  }

  /** The script that carries a request out, with what it is given. */
  static Command eval(Request request, String name) {
    return switch (request) {
      case Request.Status() -> eval(INSPECT, name, List.of(), "status");
      case Request.Renew renew -> renew(renew);
      case Request.Enter(String was, String incarnation, boolean alone) ->
          eval(ENTER_LIFE, was, List.of(), incarnation, flag(alone));
      case Request.Write write -> write(write, name);
      case Request.Read(String key) -> eval(READ, name, List.of(key), "seen");
      case Request.Log(String node, VersionVector seen, int most) ->
          eval(INSPECT, node, List.of(), "log", text(seen), most);
      case Request.Apply apply -> apply(apply);
      case Request.Fetch(String node, List<String> keys) ->
          eval(READ, node, keys, "states", Request.Fetch.BYTES_MOST);
      case Request.Merge merge -> merge(merge);
      case Request.TakeOver(var node, var source, var seen, var mark, var lives) ->
          eval(
              TAKE_OVER,
              node,
              List.of(),
              source,
              text(seen),
              time(mark),
              epoch(mark),
              Codec.text(lives));
      case Request.Scan(String node, String cursor, int most) ->
          eval(INSPECT, node, List.of(), "keys", cursor, most);
      case Request.Digest(String node, List<String> keys) -> eval(READ, node, keys, "dots");
      case Request.Sums(String node) -> eval(INSPECT, node, List.of(), "sums");
      case Request.Page(String node, int bucket, String cursor, int most) ->
          eval(INSPECT, node, List.of(), "page", cursor, most, bucket);
      case Request.Check(String node, String cursor, int most) ->
          eval(INSPECT, node, List.of(), "check", cursor, most);
      case Request.Trim(String node, VersionVector everywhere, long entries, long bytes) ->
          eval(UPKEEP, node, List.of(), "trim", text(everywhere), entries, bytes);
      case Request.Collect(String node, int most, var others, var everywhere) ->
          eval(
              UPKEEP,
              node,
              List.of(),
              "tombs",
              most,
              Codec.text(others),
              WriteId.GRACE_US,
              text(everywhere));
      case Request.Raise(String node, long epoch) -> eval(UPKEEP, node, List.of(), "raise", epoch);
      case Request.Fold(String node, var end) ->
          eval(UPKEEP, node, List.of(), "fold", end.incarnation(), end.position());
    };
  }

  private static Command write(Request.Write write, String name) {
    return eval(
        WRITE,
        name,
        List.of(write.key()),
        write.value().isPresent() ? "put" : "delete",
        write.value().orElse(""),
        write.id(),
        write.clock(),
        flag(write.context().isPresent()),
        text(write.context().orElse(write.shown())),
        Codec.text(write.named()),
        write.notAfterUs() == Long.MAX_VALUE ? "" : Long.toString(write.notAfterUs()),
        write.limit().siblings(),
        write.limit().bytes());
  }

  private static Command renew(Request.Renew renew) {
    List<Object> arguments = new ArrayList<>(List.of("renew", renew.renewer()));
    for (Request.Level level : renew.levels()) {
      arguments.add(level.source());
      arguments.add(level.end());
      arguments.add(Long.toString(level.mark().timeUs()));
      arguments.add(Long.toString(level.mark().epoch()));
    }
    return eval(INSPECT, renew.node(), List.of(), arguments.toArray());
  }

  private static Command apply(Request.Apply apply) {
    List<Object> arguments =
        new ArrayList<>(
            List.of(
                apply.source(),
                apply.after(),
                apply.last(),
                time(apply.mark()),
                epoch(apply.mark()),
                Codec.text(apply.lives())));
    for (LogEntry entry : apply.changes()) {
      arguments.add(entry.value().isPresent() ? "put" : "delete");
      arguments.add(entry.value().orElse(""));
      arguments.add(entry.id());
      arguments.add(entry.clock());
      arguments.add(entry.dot().toString());
      arguments.add(text(entry.context()));
      arguments.add(Codec.text(entry.named()));
    }
    List<String> keys = apply.changes().stream().map(LogEntry::key).toList();
    return eval(APPLY, apply.node(), keys, arguments.toArray());
  }

  private static Command merge(Request.Merge merge) {
    List<Object> arguments = new ArrayList<>(List.of(merge.source(), text(merge.seen())));
    for (KeyState state : merge.states().values()) {
      arguments.add(text(state.context()));
      arguments.add(Codec.text(state.named()));
      arguments.add(state.siblings().size());
      state
          .siblings()
          .forEach((dot, sibling) -> {
            arguments.add(dot.toString());
            arguments.add(Codec.text(sibling));
          });
    }
    return eval(MERGE, merge.node(), merge.states().keySet(), arguments.toArray());
  }

  private static Command eval(
      Script script, String node, Collection<String> keys, Object... arguments) {
    List<String> all = new ArrayList<>(KEYS);
    keys.forEach(key -> all.add(PREFIX + key));
    List<Object> given = new ArrayList<>(List.of(Command.RUN_ID, node));
    for (Object argument : arguments) {
      given.add(argument instanceof Integer small ? (Object) small.longValue() : argument);
    }
    return new Command.Eval(script, all, given);
  }

  private static String text(VersionVector vector) {
    return Codec.text(vector);
  }

  private static String flag(boolean set) {
    return set ? "1" : "0";
  }

  private static String time(Optional<Request.Mark> mark) {
    return mark.map(m -> Long.toString(m.timeUs())).orElse("");
  }

  private static String epoch(Optional<Request.Mark> mark) {
    return mark.map(m -> Long.toString(m.epoch())).orElse("");
  }

  /** Of what scripts share, each has only what it needs: every call makes those functions anew. */
  private static Script script(String... parts) {
    List<String> all = new ArrayList<>(List.of("prelude.lua", "writing.lua"));
    all.addAll(List.of(parts));
    return Script.of(RedisReplica.class, all.toArray(String[]::new));
  }
}
