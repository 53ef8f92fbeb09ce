package caplab.lab.bench;

import java.util.Locale;

/** Who is compared with whom. */
public enum Contest {

  /** Both services with the peers that a user would pick instead. */
  PEERS,

  /** Each service with itself, once tokens, limits and an audit watch. */
  LOCKED,

  /** Each service with itself before fewer nodes. */
  NODES,

  /** Each service with itself holding fewer keys. */
  KEYS;

  /** What its sizes count. */
  String unit() {
    return this == NODES ? "node" : "key";
  }

  /** The part of a document that shows its outcome, and the option that asks for it. */
  String marker() {
    return name().toLowerCase(Locale.ROOT);
  }
}
