package caplab.cp.core;

import caplab.cp.core.Reply.Notes;
import caplab.cp.core.Reply.Progress;
import caplab.protocol.Step;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * CP-15: after a look every node is told how far the others have got, by what they say of
 * themselves and by what any node has noted of them. So if a majority answered, whoever took part
 * in serving somebody is known to one of these at least, and now to all: their notes are whole.
 *
 * @param look what was seen
 */
record NoteRound(ViewChange look) {

  /** Writes what is due, and goes on with this, whether or not all was written. */
  <O> Step<Request, Reply, O> before(Supplier<Step<Request, Reply, O>> then, long nowMs) {
    if (look.newest().number() == 0) {
      return then.get();
    }
    Notes known = known();
    long served = served(known, nowMs);
    Map<String, Request> messages = new TreeMap<>();
    look.standings()
        .forEach((node, standing) -> {
          Notes due = new Notes(look.isSound(node) ? served : 0, lacking(node, known));
          if (!due.progress().isEmpty() || due.served() > standing.notes().served()) {
            messages.put(node, new Request.Note(due));
          }
        });
    return messages.isEmpty() ? then.get() : look.survey().whenOver(messages, tally -> then.get());
  }

  private Notes known() {
    Notes[] known = {Notes.NONE};
    look.standings().values().forEach(it -> known[0] = known[0].with(it.notes()));
    look.sound()
        .forEach(node -> {
          NodeRecord record = look.record(node);
          Progress progress =
              new Progress(record.view().number(), record.incarnation(), record.changes());
          known[0] = known[0].with(new Notes(0, Map.of(node, progress)));
        });
    return known[0];
  }

  /** Up to when the notes of a sound node are whole after this round; 0 if no majority is there. */
  private long served(Notes known, long nowMs) {
    ServiceTime service = look.survey().memory().service();
    boolean majority = look.sound().count() >= look.newest().majority();
    if (majority) {
      service.goesOn(
          look.standings().keySet().stream().anyMatch(node -> !lacking(node, known).isEmpty()),
          nowMs);
    } else {
      service.standsStill();
    }
    service.met(known.served());
    return majority ? service.served() : 0;
  }

  private Map<String, Progress> lacking(String node, Notes known) {
    Notes noted = look.standings().get(node).notes();
    Map<String, Progress> lacking = new TreeMap<>(known.progress());
    lacking.remove(node);
    lacking
        .entrySet()
        .removeIf(
            it -> noted.of(it.getKey()).filter(old -> !it.getValue().beyond(old)).isPresent());
    return lacking;
  }
}
