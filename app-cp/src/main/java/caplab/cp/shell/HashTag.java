package caplab.cp.shell;

import caplab.cp.core.ProposerMemory;
import caplab.cp.core.Reply;
import caplab.cp.core.Request;
import caplab.protocol.Replica;
import java.util.Map;

/**
 * One hash tag: a CASPaxos group of its own (CP-9).
 *
 * @param number from 0
 * @param memory what this instance remembers of it
 * @param replicas by node
 */
public record HashTag(
    int number, ProposerMemory memory, Map<String, ? extends Replica<Request, Reply>> replicas) {

  /** CP-17: the view decides who the members are; one that names others is not ours to use. */
  boolean shared() {
    return replicas.keySet().containsAll(memory.view().members().keySet());
  }
}
