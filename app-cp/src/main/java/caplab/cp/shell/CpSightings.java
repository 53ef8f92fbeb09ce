package caplab.cp.shell;

import caplab.cp.core.NodeRecord;
import caplab.cp.core.NodeSurvey.Report;
import caplab.cp.core.Reply;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What was seen of each node last, for those who must not ask it now: health, metrics, the log. */
final class CpSightings {

  /**
   * What changed by a sighting.
   *
   * @param quarantined nodes that must not vote now
   * @param admitted nodes that may again
   * @param misplaced nodes where a server answers that holds the data of another, each with that
   */
  record News(List<String> quarantined, List<String> admitted, Map<String, String> misplaced) {}

  private final int tags;
  private final Map<Integer, Report> last = new TreeMap<>();

  /** Nodes in quarantine, each with the tags that were not looked at since. */
  private final TreeMap<String, Set<Integer>> quarantined = new TreeMap<>();

  private Map<String, String> misplaced = Map.of();

  /**
   * @param tags how many tags are looked after
   */
  CpSightings(int tags) {
    this.tags = tags;
  }

  /** The nodes were seen, for one tag. */
  News saw(int tag, Report report) {
    last.put(tag, report);
    TreeSet<String> strange = new TreeSet<>();
    last.values().forEach(each -> strange.addAll(each.strange()));
    List<String> lost = strange.stream().filter(node -> !quarantined.containsKey(node)).toList();
    lost.forEach(node -> quarantined.put(node, everyTag()));
    // A node lost every tag at once, but they are looked at one by one: it is not back before.
    quarantined.values().forEach(unseen -> unseen.remove(tag));
    List<String> back =
        quarantined.keySet().stream()
            .filter(node -> !strange.contains(node) && quarantined.get(node).isEmpty())
            .toList();
    back.forEach(quarantined::remove);
    TreeMap<String, String> moved = new TreeMap<>(holders());
    moved.entrySet().removeAll(misplaced.entrySet());
    misplaced = holders();
    return new News(lost, back, moved);
  }

  private Map<String, String> holders() {
    Map<String, String> holders = new TreeMap<>();
    last.values()
        .forEach(report ->
            report
                .standings()
                .forEach((node, standing) ->
                    standing
                        .record()
                        .flatMap(record -> record.holder(node))
                        .ifPresent(holder -> holders.put(node, holder))));
    return holders;
  }

  /** Nodes where a server answers that holds the data of another node, each with that node. */
  Map<String, String> misplaced() {
    return misplaced;
  }

  private Set<Integer> everyTag() {
    return IntStream.range(0, tags).boxed().collect(Collectors.toCollection(HashSet::new));
  }

  /** Whether the node was admitted in the view of every tag when last seen. */
  boolean votes(String node) {
    return last.size() == tags && last.values().stream().allMatch(report -> votes(report, node));
  }

  private static boolean votes(Report report, String node) {
    Reply.Standing standing = report.standings().get(node);
    return !report.strange().contains(node)
        && (standing == null
            || standing.record().filter(record -> record.votes(standing.run())).isPresent());
  }

  /** For {@code /health/detailed}: who is in quarantine, what the last looks found, the view. */
  Map<String, Object> details() {
    Map<String, Long> findings = new TreeMap<>();
    last.values()
        .forEach(report ->
            findings.merge(report.finding().name().toLowerCase(Locale.ROOT), 1L, Long::sum));
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("quarantined", List.copyOf(quarantined.keySet()));
    details.put("misplaced", misplaced);
    details.put("tags", findings);
    details.put("view_number_most", newestView());
    return details;
  }

  private long newestView() {
    return last.values().stream()
        .flatMap(report -> report.standings().values().stream())
        .flatMap(standing -> standing.record().stream())
        .map(NodeRecord::view)
        .mapToLong(view -> view.number())
        .max()
        .orElse(0);
  }
}
