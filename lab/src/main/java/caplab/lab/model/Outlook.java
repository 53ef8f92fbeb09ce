package caplab.lab.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What to expect of the services while the network is as it is now, in a few lines for people. */
public final class Outlook {

  /** Faults of a link under which no answer comes back, as {@code LinkFault.describe} says them. */
  private static final Set<String> SILENCING =
      Set.of("silent", "refused", "requests lost", "replies lost");

  private Outlook() {}

  /** One line per kind of fault with its links, then one per group of zones that fare alike. */
  public static List<String> of(Status status) {
    Map<String, List<String>> links = new TreeMap<>();
    status
        .faults()
        .forEach((link, faults) ->
            links.computeIfAbsent(String.join(", ", faults), it -> new ArrayList<>()).add(link));
    Map<String, List<String>> zones = new LinkedHashMap<>();
    status.services().stream()
        .map(Status.Part::zone)
        .distinct()
        .forEach(
            zone -> zones.computeIfAbsent(of(status, zone), it -> new ArrayList<>()).add(zone));
    List<String> lines = new ArrayList<>();
    links.forEach((fault, where) -> lines.add(fault + ": " + String.join(" ", where)));
    zones.forEach((fate, where) -> lines.add("in " + String.join(", ", where) + ": " + fate));
    lines.add("./cap status shows it, ./cap heal ends it");
    return lines;
  }

  private static String of(Status status, String zone) {
    int all = status.nodes().size();
    long reached =
        status.nodes().stream()
            .filter(node -> node.state().equals("up"))
            .filter(node -> !silenced(status, zone, node.name()))
            .count();
    return "%d of %d nodes answer, so app-cp %s and app-ap %s"
        .formatted(
            reached,
            all,
            reached > all / 2 ? "serves" : "refuses: that is no majority,",
            reached == 0
                ? "has none to ask"
                : reached == all ? "is up to date" : "answers, ever staler");
  }

  private static boolean silenced(Status status, String zone, String node) {
    return status.faults().getOrDefault(zone + ":" + node, List.of()).stream()
        .anyMatch(SILENCING::contains);
  }
}
