package caplab.trace;

import java.util.Map;

/** How the messages of a protocol are told in spans: never a key, never a value. */
public interface SpanWords<Q, R> {

  /** The script by which a node carries a request out. */
  String script(Q request);

  /** What a request carries, by names of attributes. */
  Map<String, String> asked(Q request);

  /** What an answer carries, by names of attributes. */
  Map<String, String> answered(R reply);
}
