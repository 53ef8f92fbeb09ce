package caplab.cp.core;

import caplab.sim.World;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * What a simulated cluster is made of. The rules stand unless a negative control takes one away
 * here, from outside: by other nodes, another judgement of proof, or by tampering with messages or
 * answers.
 *
 * @param nodes how many
 * @param instances of app-cp
 * @param tags hash tags
 * @param keys that clients use, over all tags
 * @param operations of a schedule while the faults last
 * @param wipes disks to be lost, or to be put back, during a schedule
 * @param proof how proposers judge
 * @param node makes one tag of a node from the node's name
 * @param sent what becomes of a request on its way
 * @param told what becomes of an outcome on its way to the client
 */
record Settings(
    int nodes,
    int instances,
    int tags,
    int keys,
    int operations,
    int wipes,
    QuorumRules proof,
    BiFunction<String, World, InMemoryAcceptor> node,
    UnaryOperator<Request> sent,
    UnaryOperator<Outcome> told) {

  private static final List<String> KEYS = List.of("pear", "kiwi", "nut", "plum");

  static Settings of(int nodes, int instances) {
    return new Settings(
        nodes,
        instances,
        2,
        3,
        60,
        1,
        QuorumRules.PROOF,
        (name, world) -> new InMemoryAcceptor(name, name + "r0", () -> (long) world.now()),
        UnaryOperator.identity(),
        UnaryOperator.identity());
  }

  /** The keys by name: no two of the first ones are in one tag. */
  List<String> keyNames() {
    return KEYS.subList(0, keys);
  }

  Settings tags(int many) {
    return new Settings(nodes, instances, many, keys, operations, wipes, proof, node, sent, told);
  }

  Settings keys(int many) {
    return new Settings(nodes, instances, tags, many, operations, wipes, proof, node, sent, told);
  }

  Settings operations(int many) {
    return new Settings(nodes, instances, tags, keys, many, wipes, proof, node, sent, told);
  }

  Settings wipes(int many) {
    return new Settings(nodes, instances, tags, keys, operations, many, proof, node, sent, told);
  }

  Settings proof(QuorumRules other) {
    return new Settings(nodes, instances, tags, keys, operations, wipes, other, node, sent, told);
  }

  Settings node(BiFunction<String, World, InMemoryAcceptor> other) {
    return new Settings(nodes, instances, tags, keys, operations, wipes, proof, other, sent, told);
  }

  Settings sent(UnaryOperator<Request> other) {
    return new Settings(nodes, instances, tags, keys, operations, wipes, proof, node, other, told);
  }

  Settings told(UnaryOperator<Outcome> other) {
    return new Settings(nodes, instances, tags, keys, operations, wipes, proof, node, sent, other);
  }
}
