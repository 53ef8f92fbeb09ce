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

  static final Script READ = script("read.lua");
  static final Script PROPOSE = script("propose.lua");
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
    Reply reply = RedisReply.of(value);
    return reply instanceof Reply.Each(List<Reply> replies) && !(request instanceof Request.Each)
        ? replies.getFirst()
        : reply;
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
      case Request.Scan(View.Pass pass, String after) -> eval(SCAN, prefix, pass(pass), after);
      case Request.Each(var requests) -> each(requests);
      case Request.Voting voting -> each(List.of(voting));
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
      case Request.Begin(String drawn, View newest) ->
          eval(REFILL, prefix, List.of(), drawn, newest.number(), own(newest));
      case Request.Advance(String incarnation, String after) ->
          eval(REFILL, prefix, List.of(), incarnation, after);
      case Request.Refill(String incarnation, var copies) -> refill(incarnation, copies);
      case Request.Admit(String incarnation, View view) ->
          eval(
              ADMIT,
              prefix,
              List.of(),
              incarnation,
              Codec.text(view),
              view.number(),
              view.creator(),
              own(view));
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
      case Request.Note(Reply.Notes notes) ->
          eval(NOTE_PROGRESS, prefix + "notes", List.of(), texts(notes));
    };
  }

  private Command eval(Script script, String key, List<?> pass, Object... arguments) {
    return eval(script, List.of(key), pass, List.of(arguments));
  }

  private Command eval(Script script, List<String> more, List<?> pass, List<?> arguments) {
    List<String> all = new ArrayList<>(keys.size() + more.size());
    all.addAll(keys);
    all.addAll(more);
    List<Object> given = new ArrayList<>(1 + pass.size() + arguments.size());
    given.add(Command.RUN_ID);
    given.addAll(pass);
    given.addAll(arguments);
    return new Command.Eval(script, all, given);
  }

  /** Requests of one kind: the arguments of each follow one another. */
  private Command each(List<? extends Request.Voting> requests) {
    List<String> registers = new ArrayList<>();
    List<Object> arguments = new ArrayList<>();
    Script script = requests.getFirst() instanceof Request.Read ? READ : PROPOSE;
    for (Request.Voting request : requests) {
      switch (request) {
        case Request.Read(var ignored, String register) -> registers.add(prefix + register);
        case Request.Prepare(var ignored, String register, var ballot) -> {
          registers.add(prefix + register);
          arguments.addAll(List.of(ballot.text(), register));
        }
        case Request.Accept(var ignored, String register, var ballot, var state, var next) -> {
          registers.add(prefix + register);
          arguments.addAll(List.of(ballot.text(), register));
          arguments.addAll(List.of(next.text(), Codec.bytes(state), tombstone(state)));
        }
        case Request.Scan _, Request.Each _ ->
            throw new IllegalArgumentException("no request about one register: " + request);
      }
    }
    return eval(script, registers, pass(requests.getFirst().pass()), arguments);
  }

  private Command refill(String incarnation, List<Request.Copy> copies) {
    List<String> registers = new ArrayList<>();
    List<Object> arguments = new ArrayList<>();
    arguments.add(incarnation);
    for (Request.Copy copy : copies) {
      registers.add(prefix + copy.register());
      arguments.addAll(List.of(copy.promised().text(), copy.accepted().text()));
      arguments.addAll(List.of(Codec.bytes(copy.state()), copy.register()));
    }
    return eval(REFILL, registers, List.of(), arguments);
  }

  private static Object[] texts(Reply.Notes notes) {
    List<Object> texts = new ArrayList<>(List.of(notes.served()));
    notes
        .progress()
        .forEach(
            (node, it) -> texts.addAll(List.of(node, it.number(), it.incarnation(), it.changes())));
    return texts.toArray();
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
