package caplab.cp;

import caplab.cp.core.Fence;
import caplab.cp.core.Repair.Report;
import caplab.cp.core.Reply;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** What was seen of each node last, for those who must not ask it now: health, metrics, the log. */
final class CpSightings {

  /** What changed by a sighting: nodes that must not vote now, and nodes that may again. */
  record News(List<String> quarantined, List<String> admitted) {}

  private final int tags;
  private final Map<Integer, Report> last = new ConcurrentHashMap<>();
  private final TreeSet<String> quarantined = new TreeSet<>();

  /**
   * @param tags how many tags are looked after
   */
  CpSightings(int tags) {
    this.tags = tags;
  }

  /** The nodes were seen, for one tag. */
  synchronized News saw(int tag, Report report) {
    last.put(tag, report);
    TreeSet<String> strange = new TreeSet<>();
    last.values().forEach(each -> strange.addAll(each.strange()));
    List<String> lost = strange.stream().filter(node -> !quarantined.contains(node)).toList();
    List<String> back = quarantined.stream().filter(node -> !strange.contains(node)).toList();
    quarantined.addAll(lost);
    back.forEach(quarantined::remove);
    return new News(lost, back);
  }

  /** Whether the node was admitted in the view of every tag when last seen. */
  boolean votes(String node) {
    return last.size() == tags && last.values().stream().allMatch(report -> votes(report, node));
  }

  private static boolean votes(Report report, String node) {
    Reply.Standing standing = report.standings().get(node);
    return !report.strange().contains(node)
        && (standing == null
            || standing.fence().filter(fence -> fence.votes(standing.run())).isPresent());
  }

  /** For {@code /health/detailed}: who is in quarantine, what the last looks found, the view. */
  synchronized Map<String, Object> details() {
    Map<String, Long> findings = new TreeMap<>();
    last.values()
        .forEach(report ->
            findings.merge(report.finding().name().toLowerCase(Locale.ROOT), 1L, Long::sum));
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("quarantined", List.copyOf(quarantined));
    details.put("tags", findings);
    details.put("view_number_most", newestView());
    return details;
  }

  private long newestView() {
    return last.values().stream()
        .flatMap(report -> report.standings().values().stream())
        .flatMap(standing -> standing.fence().stream())
        .map(Fence::view)
        .mapToLong(view -> view.number())
        .max()
        .orElse(0);
  }
}
