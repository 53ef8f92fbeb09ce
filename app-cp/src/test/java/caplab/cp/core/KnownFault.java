package caplab.cp.core;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** What random schedules found in the protocol and is not mended yet, each known by its marks. */
final class KnownFault {

  private static final String HALF_MADE = "known: a first view that too few nodes entered";

  private static final String OVERTAKEN =
      "known: a node that restarted after a late view had replaced it, beside a lost disk";

  private KnownFault() {}

  /** Whether what a schedule found is nothing new. */
  static boolean isIn(String found) {
    return found.endsWith(HALF_MADE) || found.endsWith(OVERTAKEN);
  }

  /**
   * CP-16: fewer nodes entered the first view than a refill needs, and the others, only marked,
   * were restarted before they could. Nothing was written and every node answers; yet CP-15 has no
   * witnesses for them, as a node that is only marked is none, and one that was marked anew in its
   * new run is known to no view. If nobody entered it, the instance that made it believes in it
   * still. It never forms.
   */
  static Optional<String> ofForming(Cluster cluster) {
    boolean halfMade =
        IntStream.range(0, cluster.settings.tags()).anyMatch(tag -> halfMade(cluster, tag));
    return halfMade ? Optional.of(HALF_MADE) : Optional.empty();
  }

  private static boolean halfMade(Cluster cluster, int tag) {
    List<Reply.Standing> standings =
        cluster.nodes.values().stream().map(node -> node.tag(tag).standing()).toList();
    List<View> entered =
        standings.stream()
            .flatMap(standing -> standing.record().stream())
            .map(NodeRecord::view)
            .filter(view -> view.number() > 0)
            .toList();
    return standings.stream().allMatch(Reply.Standing::blank)
        && entered.stream().allMatch(view -> view.number() == 1)
        && (entered.isEmpty()
            ? standings.stream().allMatch(KnownFault::restarted)
            : entered.size() < QuorumRules.PROOF.fence(entered.getFirst()));
  }

  private static boolean restarted(Reply.Standing standing) {
    return standing.record().filter(it -> !it.run().equals(standing.run())).isPresent();
  }

  /**
   * CP-13: a message that was long on its way made a view which knows a node by none of its
   * incarnations, though another mover had admitted it meanwhile; such a node is recalled, but not
   * if it was restarted before that. If another node has lost its disk, too few are left to refill
   * either of them.
   */
  static Optional<String> ofRecovering(Cluster cluster) {
    boolean overtaken =
        IntStream.range(0, cluster.settings.tags()).anyMatch(tag -> overtaken(cluster, tag));
    return overtaken ? Optional.of(OVERTAKEN) : Optional.empty();
  }

  private static boolean overtaken(Cluster cluster, int tag) {
    View newest = cluster.newest(tag);
    long voting = cluster.nodes.values().stream().filter(node -> node.votes(newest, tag)).count();
    return newest.number() > 0
        && voting < QuorumRules.PROOF.fence(newest)
        && cluster.nodes.values().stream()
            .anyMatch(node ->
                !node.hasLostADisk()
                    && restarted(node.tag(tag).standing())
                    && isUnknown(node.tag(tag).standing(), newest.members().get(node.name())));
  }

  private static boolean isUnknown(Reply.Standing standing, View.Member member) {
    return standing
        .record()
        .map(NodeRecord::incarnation)
        .filter(held -> !held.equals(member.incarnation()) && !held.equals(member.was()))
        .isPresent();
  }
}
