package caplab.cp.core;

import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * What a simulated cluster is made of. The rules stand unless a negative control takes one away
 * here, from outside: by other nodes, another judgement of proof, or by tampering with messages or
 * answers.
 *
 * @param nodes how many
 * @param instances of app-cp
 * @param wipes disks to be lost, or to be put back, during a schedule
 * @param operations per instance
 * @param proof how proposers judge
 * @param node makes a node from its name and the cluster it is in
 * @param sent what becomes of a request on its way
 * @param told what becomes of an outcome on its way to the client
 * @param claims whether keyed writes have a register of their own
 */
record Settings(
    int nodes,
    int instances,
    int wipes,
    int operations,
    QuorumRules proof,
    BiFunction<String, Cluster, InMemoryAcceptor> node,
    UnaryOperator<Request> sent,
    UnaryOperator<Outcome> told,
    boolean claims) {

  static Settings of(int nodes, int instances) {
    return new Settings(
        nodes,
        instances,
        1,
        14,
        QuorumRules.PROOF,
        (name, cluster) -> new InMemoryAcceptor(name, name + "r0"),
        UnaryOperator.identity(),
        UnaryOperator.identity(),
        true);
  }

  Settings wipes(int many) {
    return new Settings(nodes, instances, many, operations, proof, node, sent, told, claims);
  }

  Settings operations(int many) {
    return new Settings(nodes, instances, wipes, many, proof, node, sent, told, claims);
  }

  Settings proof(QuorumRules other) {
    return new Settings(nodes, instances, wipes, operations, other, node, sent, told, claims);
  }

  Settings node(BiFunction<String, Cluster, InMemoryAcceptor> other) {
    return new Settings(nodes, instances, wipes, operations, proof, other, sent, told, claims);
  }

  Settings sent(UnaryOperator<Request> other) {
    return new Settings(nodes, instances, wipes, operations, proof, node, other, told, claims);
  }

  Settings told(UnaryOperator<Outcome> other) {
    return new Settings(nodes, instances, wipes, operations, proof, node, sent, other, claims);
  }

  Settings withoutClaims() {
    return new Settings(nodes, instances, wipes, operations, proof, node, sent, told, false);
  }
}
