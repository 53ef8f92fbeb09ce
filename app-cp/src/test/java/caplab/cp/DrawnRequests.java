package caplab.cp;

import caplab.cp.core.Ballot;
import caplab.cp.core.Codec;
import caplab.cp.core.InMemoryAcceptor;
import caplab.cp.core.NodeRecord;
import caplab.cp.core.RegisterState;
import caplab.cp.core.Reply;
import caplab.cp.core.Request;
import caplab.cp.core.View;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Requests drawn at random, of every kind that a node can be sent: mostly such as fit what the node
 * holds, else some that are too old, too new, or another's.
 */
final class DrawnRequests {

  private static final List<String> REGISTERS =
      List.of("k:a", "k:b", "k:ä\uD83D\uDE00", "k:\uFF5E", "i:0a", "i:0b", "i:0c");
  private static final List<Integer> SIZES = List.of(0, 1, 10, 2_000, 70_000);
  private static final int MANY = 505;

  private final InMemoryAcceptor node;
  private final NodeRecord record;
  private final RandomGenerator chance;

  DrawnRequests(InMemoryAcceptor node, RandomGenerator chance) {
    this.node = node;
    this.record = node.standing().record().orElse(NodeRecord.NOTHING);
    this.chance = chance;
  }

  Request next() {
    return switch (chance.nextInt(20)) {
      case 0, 1, 2 -> vote(pass(), register());
      case 3, 4, 5, 6 -> accept(pass(), register());
      case 7, 8 -> several(pass());
      case 9 -> new Request.Scan(pass(), after());
      case 10 -> new Request.Survey();
      case 11 -> new Request.Mark(drawn());
      case 12, 13 -> record.votes(node.standing().run()) ? vote(pass(), register()) : comesBack();
      case 14 -> new Request.Enter(view());
      case 15 -> new Request.Note(notes());
      default -> comesBack();
    };
  }

  /** More than one portion of registers. */
  Request many() {
    View.Pass pass = pass();
    Ballot ballot = new Ballot(1, 7);
    List<Request.Accept> accepts = new ArrayList<>();
    int several = chance.nextInt(MANY - 10, MANY);
    for (int i = 0; i < several; i++) {
      accepts.add(new Request.Accept(pass, "k:many" + i, ballot, state(), ballot));
    }
    return new Request.Each(accepts);
  }

  private Request comesBack() {
    String pending = record.pending().map(NodeRecord.Pending::incarnation).orElse("n9");
    String incarnation = rarely() ? "n9" : pending;
    return switch (chance.nextInt(6)) {
      case 0 -> new Request.Begin(drawn(), view());
      case 1 -> new Request.Advance(incarnation, after());
      case 2 -> new Request.Refill(incarnation, copies());
      case 3 -> new Request.Admit(incarnation, view());
      case 4 ->
          new Request.Trust(
              view(),
              rarely() ? "" : record.run(),
              record.changes() + (rarely() ? chance.nextInt(-1, 2) : 0));
      default -> new Request.Enter(view());
    };
  }

  private Request.Voting vote(View.Pass pass, String register) {
    return chance.nextBoolean()
        ? new Request.Read(pass, rarely() ? "i;" : register)
        : new Request.Prepare(pass, register, ballot(register));
  }

  private Request.Accept accept(View.Pass pass, String register) {
    Ballot ballot = ballot(register);
    Ballot next = chance.nextBoolean() ? ballot : ballot(register);
    return new Request.Accept(pass, register, ballot, state(), next);
  }

  private Request several(View.Pass pass) {
    int kind = chance.nextInt(3);
    List<Request.Voting> each = new ArrayList<>();
    for (String register : someRegisters()) {
      each.add(
          switch (kind) {
            case 0 -> new Request.Read(pass, register);
            case 1 -> new Request.Prepare(pass, register, ballot(register));
            default -> accept(pass, register);
          });
    }
    return new Request.Each(each);
  }

  private List<Request.Copy> copies() {
    List<Request.Copy> copies = new ArrayList<>();
    for (String register : someRegisters()) {
      Ballot accepted = rarely() ? Ballot.ZERO : ballot(register);
      RegisterState state = accepted.equals(Ballot.ZERO) ? RegisterState.NEVER : state();
      copies.add(new Request.Copy(register, ballot(register), accepted, state));
    }
    if (rarely()) {
      copies.add(new Request.Copy("i;", ballot("i;"), Ballot.ZERO, RegisterState.NEVER));
    }
    return copies;
  }

  private List<String> someRegisters() {
    List<String> some = new ArrayList<>();
    REGISTERS.stream().filter(_ -> chance.nextBoolean()).forEach(some::add);
    return some.isEmpty() ? List.of(register()) : some;
  }

  private String register() {
    return REGISTERS.get(chance.nextInt(REGISTERS.size()));
  }

  private String after() {
    return rarely() ? "k:many" + chance.nextInt(MANY) : rarely() ? register() : "";
  }

  private View.Pass pass() {
    View view = record.view();
    boolean wrong = rarely();
    return new View.Pass(
        view.number() + (wrong ? chance.nextInt(-1, 2) : 0),
        wrong && chance.nextBoolean() ? "b" : view.creator(),
        wrong && chance.nextBoolean() ? "n9" : record.incarnation());
  }

  private View view() {
    TreeMap<String, View.Member> members = new TreeMap<>();
    members.put("db_g2", new View.Member("n2", ""));
    if (chance.nextInt(20) > 0) {
      members.put("db_g1", new View.Member(incarnation(), rarely() ? incarnation() : ""));
    }
    long number = Math.max(0, record.view().number() + chance.nextInt(-1, 3));
    String creator = chance.nextBoolean() ? record.view().creator() : rarely() ? "b" : "a";
    return new View(number, creator, members);
  }

  private String incarnation() {
    String own = record.incarnation().isEmpty() ? "n9" : record.incarnation();
    return rarely()
        ? "n9"
        : record.pending().filter(_ -> !rarely()).map(NodeRecord.Pending::incarnation).orElse(own);
  }

  private Ballot ballot(String register) {
    if (chance.nextInt(500) == 0) {
      return new Ballot(Ballot.LIMIT - 1, Ballot.LIMIT - 1);
    }
    long around =
        chance.nextInt(8) + (register.length() < 4 ? 10 * Math.min(record.changes() / 20, 50) : 0);
    return new Ballot(1 + around, chance.nextInt(2) == 0 ? 1 : 7);
  }

  private RegisterState state() {
    long version = 1 + chance.nextInt(20);
    String value = chance.nextInt(4) == 0 ? " t " : " v ";
    String refusals = rarely() ? " 2 k1@1,k2=3" : "";
    String text = "x".repeat(SIZES.get(chance.nextInt(SIZES.size())));
    String body = value.equals(" t ") ? "" : text + "ä\n\u0000";
    return Codec.state(
        (version + value + "op." + version + "@" + version + refusals + "\n" + body)
            .getBytes(StandardCharsets.UTF_8));
  }

  private Reply.Notes notes() {
    Map<String, Reply.Progress> progress = new TreeMap<>();
    for (String other : List.of("db_g2", "db_g3")) {
      if (chance.nextBoolean()) {
        progress.put(
            other,
            new Reply.Progress(chance.nextInt(4), "n" + chance.nextInt(3), chance.nextInt(9)));
      }
    }
    return new Reply.Notes(chance.nextInt(5) * 1_000L, progress);
  }

  private String drawn() {
    return "d" + chance.nextInt(3);
  }

  private boolean rarely() {
    return chance.nextInt(6) == 0;
  }
}
