package caplab.sim;

import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * What a {@link SmallWorld} is made of.
 *
 * @param nodes their names
 * @param first an untouched node
 * @param handle what a node becomes and answers; the node given stays as it is
 * @param wiped what a lost disk leaves
 * @param reads whether a request never changes a node
 * @param spent whether a request can never change a node any more that lost no disk since
 * @param quiet whether neither the answer to a request nor what it changes depends on, or matters
 *     to, any other request that can be under way: it then arrives at once
 * @param programs of the processes, from how often each crashed before
 * @param operations how many operations of clients there are in them
 * @param wipes disks to be lost
 * @param duplicates requests that may arrive twice
 * @param crashes processes to die and start again
 * @param losses answers that may be lost and patience that may end; −1 for any number
 * @param judge what is wrong, or empty
 * @param judgesNodes whether the judge looks at the nodes, not at the operations alone
 * @param renamings of nodes under which the world stays the same; the first changes nothing
 * @param ignored objects in phases and outcomes that decide nothing
 */
public record Setup<Q, R, N>(
    List<String> nodes,
    Function<String, N> first,
    BiFunction<N, Q, Handled<N, R>> handle,
    UnaryOperator<N> wiped,
    Predicate<Q> reads,
    BiPredicate<N, Q> spent,
    Predicate<Q> quiet,
    List<IntFunction<Program<Q, R>>> programs,
    int operations,
    int wipes,
    int duplicates,
    int crashes,
    int losses,
    Function<Scene<N>, Optional<String>> judge,
    boolean judgesNodes,
    List<UnaryOperator<String>> renamings,
    Predicate<Object> ignored) {

  /** A node after a request, and its answer. */
  public record Handled<N, R>(N node, R reply) {}
}
