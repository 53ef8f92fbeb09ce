package caplab.cp;

import caplab.cp.core.Codec;
import caplab.cp.core.RegisterState;
import caplab.cp.core.Reply;
import caplab.cp.core.Request;
import caplab.cp.core.View;
import caplab.node.Command;
import caplab.node.Node;
import caplab.node.NodeReplica;
import caplab.node.Script;
import java.util.ArrayList;
import java.util.List;

/**
 * One hash tag of a node on a real Redis server: every {@link Request} is one Lua script, so one
 * atomic step, and all its keys share the tag (CP-9). Answers as {@link
 * caplab.cp.core.InMemoryAcceptor} does; one contract test holds both to it.
 */
final class RedisReplica extends NodeReplica<Request, Reply> {

  /** How many names one portion of a scan has, about. */
  private static final long PORTION = 100;

  private static final Script READ = script("read.lua");
  private static final Script PROPOSE = script("propose.lua");
  private static final Script SURVEY = script("survey.lua");
  private static final Script ENTER_VIEW = script("enter_view.lua");
  private static final Script REFILL = script("refill.lua");
  private static final Script ADMIT = script("admit.lua");
  private static final Script NOTE_PROGRESS = script("note_progress.lua");
  private static final Script SCAN = script("scan.lua");

  private final String prefix;
  private final List<String> keys;

  /**
   * @param tag of the keys, for example {@code p7}
   */
  RedisReplica(Node node, String tag) {
    super(node);
    this.prefix = "cp:{" + tag + "}:";
    this.keys = List.of(prefix + "fence", prefix + "index");
  }

  @Override
  protected Reply reply(Request request, Object value) {
    return RedisReply.of(value);
  }

  @Override
  protected Reply full() {
    return new Reply.Full();
  }

  @Override
  protected boolean changes(Request request) {
    return !(request instanceof Request.Read);
  }

  @Override
  protected Command command(Request request) {
    return switch (request) {
      case Request.Read(View.Pass pass, String register) ->
          eval(READ, prefix + register, pass(pass));
      case Request.Prepare(var pass, var register, var ballot) ->
          eval(PROPOSE, prefix + register, pass(pass), ballot.text(), register);
      case Request.Accept(var pass, var register, var ballot, var state, var next) ->
          eval(
              PROPOSE,
              prefix + register,
              pass(pass),
              ballot.text(),
              register,
              next.text(),
              Codec.bytes(state),
              tombstone(state));
      case Request.Scan(View.Pass pass, String cursor) ->
          eval(SCAN, prefix, pass(pass), cursor.isEmpty() ? "0" : cursor, prefix, PORTION);
      case Request.Survey() -> eval(SURVEY, prefix + "notes", List.of());
      case Request.Mark(String drawn) -> eval(ENTER_VIEW, prefix, List.of(), drawn);
      case Request.Enter(View view) ->
          eval(
              ENTER_VIEW,
              prefix,
              List.of(),
              own(view),
              view.number(),
              view.creator(),
              Codec.text(view));
      case Request.Begin(View view) ->
          eval(REFILL, prefix, List.of(), Codec.text(view), view.number(), own(view));
      case Request.Refill(var token, var register, var promised, var accepted, var state) ->
          eval(
              REFILL,
              prefix + register,
              List.of(),
              token,
              promised.text(),
              accepted.text(),
              Codec.bytes(state),
              register);
      case Request.Admit(String token) -> eval(ADMIT, prefix, List.of(), token);
      case Request.Trust(View view, String run, long changes) ->
          eval(
              ADMIT,
              prefix,
              List.of(),
              run,
              changes,
              Codec.text(view),
              view.number(),
              view.creator(),
              own(view),
              was(view));
      case Request.Note(String about, Reply.Progress progress) ->
          eval(
              NOTE_PROGRESS,
              prefix + "notes",
              List.of(),
              about,
              progress.number(),
              progress.incarnation(),
              progress.changes());
    };
  }

  private Command eval(Script script, String key, List<?> pass, Object... arguments) {
    List<String> all = new ArrayList<>(keys);
    all.add(key);
    List<Object> given = new ArrayList<>();
    given.add(Command.RUN_ID);
    given.addAll(pass);
    given.addAll(List.of(arguments));
    return new Command.Eval(script, all, given);
  }

  private static List<?> pass(View.Pass pass) {
    return List.of(pass.incarnation(), pass.number(), pass.creator());
  }

  /** This node's incarnation in a view; of no node's if it is no member. */
  private String own(View view) {
    View.Member member = view.members().get(name());
    return member == null ? "-" : member.incarnation();
  }

  private String was(View view) {
    View.Member member = view.members().get(name());
    return member == null || member.was().isEmpty() ? "-" : member.was();
  }

  private static String tombstone(RegisterState state) {
    return state.value().isEmpty() ? "1" : "0";
  }

  private static Script script(String name) {
    return Script.of(RedisReplica.class, "prelude.lua", name);
  }
}
