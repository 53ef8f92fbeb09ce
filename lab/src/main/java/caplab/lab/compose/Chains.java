package caplab.lab.compose;

import caplab.lab.link.Delay;
import caplab.lab.link.LinkFault;
import caplab.lab.link.Loss;
import caplab.lab.link.Refusal;
import caplab.lab.link.RepliesLost;
import caplab.lab.link.RequestsLost;
import caplab.lab.link.Silence;
import caplab.lab.model.Cut.Pair;
import caplab.lab.model.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Faults of one node's links as rules of iptables in the node's network namespace: what zones ask
 * comes in, what the node answers goes out. All of it is in two chains of our own, and a comment
 * names each fault, so that what is planted can be read back by anyone.
 */
final class Chains {

  private static final String IN = "CAP_LAB_IN";
  private static final String OUT = "CAP_LAB_OUT";
  private static final Pattern TAG =
      Pattern.compile(
          "^-A " + IN + " .*--comment \"?g(\\d):db_g(\\d) ([^\\s\"]+)\"?", Pattern.MULTILINE);

  /** Prints what a namespace has, for {@link #read}. */
  static final String SHOW = "iptables-save -t filter";

  /** Takes everything of ours away, whatever it was. */
  static final String CLEAR =
      """
      for hook in INPUT:%1$s OUTPUT:%2$s; do
        while iptables -D ${hook%%%%:*} -j ${hook#*:} 2>/dev/null; do :; done
        iptables -F ${hook#*:} 2>/dev/null && iptables -X ${hook#*:}
      done
      true
      """
          .formatted(IN, OUT);

  private Chains() {}

  /**
   * A script that leaves exactly these faults, all at once.
   *
   * @param faults by zone
   * @param addresses of each zone's services; a zone without any has no link
   */
  static String script(
      int node, Map<Integer, List<LinkFault>> faults, Map<Integer, List<String>> addresses) {
    List<String> first = new ArrayList<>();
    List<String> last = new ArrayList<>();
    faults.forEach((zone, wrong) -> {
      List<String> ends = addresses.getOrDefault(zone, List.of());
      for (LinkFault fault : ends.isEmpty() ? List.<LinkFault>of() : wrong) {
        first.add(
            "-A %s -m comment --comment \"%s:%s %s\""
                .formatted(IN, Topology.zone(zone), Topology.node(node), FaultTag.write(fault)));
        // What is queued has passed all the rules, so a delay comes after a loss.
        List<String> rules = fault instanceof Delay ? last : first;
        ends.forEach(end -> rules.addAll(rules(zone, end, fault)));
      }
    });
    if (first.isEmpty()) {
      return CLEAR;
    }
    first.addAll(last);
    return """
    set -e
    iptables-restore --noflush <<'RULES'
    *filter
    :%1$s - [0:0]
    :%2$s - [0:0]
    %3$s
    COMMIT
    RULES
    iptables -C INPUT -j %1$s 2>/dev/null || iptables -I INPUT -j %1$s
    iptables -C OUTPUT -j %2$s 2>/dev/null || iptables -I OUTPUT -j %2$s
    """
        .formatted(IN, OUT, String.join("\n", first));
  }

  /** What the late packets of each zone wait, in the queue numbered like the zone. */
  static Map<Integer, Long> queues(Map<Integer, List<LinkFault>> faults) {
    Map<Integer, Long> queues = new TreeMap<>();
    faults.forEach((zone, wrong) -> {
      for (LinkFault fault : wrong) {
        if (fault instanceof Delay(long delayMs)) {
          queues.put(zone, delayMs);
        }
      }
    });
    return queues;
  }

  /** The faults among the rules that a namespace has. */
  static LinkFaults read(String saved) {
    LinkFaults faults = LinkFaults.NONE;
    Matcher tag = TAG.matcher(saved);
    while (tag.find()) {
      Pair link = new Pair(Integer.parseInt(tag.group(1)), Integer.parseInt(tag.group(2)));
      faults = faults.plant(link, FaultTag.read(tag.group(3)));
    }
    return faults;
  }

  private static List<String> rules(int zone, String end, LinkFault fault) {
    String in = "-A " + IN + " -s " + end;
    String out = "-A " + OUT + " -d " + end;
    return switch (fault) {
      case Silence silence -> List.of(in + " -j DROP", out + " -j DROP");
      case Refusal refusal -> List.of(in + " -p tcp -j REJECT --reject-with tcp-reset");
      case RequestsLost lost -> List.of(in + " -j DROP");
      case RepliesLost lost -> List.of(out + " -j DROP");
      case Delay delay -> List.of(in + " -j NFQUEUE --queue-num " + zone + " --queue-bypass");
      case Loss(double share) -> {
        String chance =
            String.format(
                Locale.ROOT, " -m statistic --mode random --probability %.6f -j DROP", share);
        yield List.of(in + chance, out + chance);
      }
    };
  }
}
