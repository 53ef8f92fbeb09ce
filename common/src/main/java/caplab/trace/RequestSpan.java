package caplab.trace;

import caplab.protocol.Trail;
import java.util.Map;
import java.util.Optional;

/** The span of one request, from its arrival to its answer. */
public interface RequestSpan {

  /** There is none. */
  RequestSpan NONE =
      new RequestSpan() {
        @Override
        public String traceId() {
          return "";
        }

        @Override
        public String traceparent() {
          return "";
        }

        @Override
        public <Q, R> Optional<Trail<Q, R>> trail(SpanWords<Q, R> words) {
          return Optional.empty();
        }

        @Override
        public void answered(int status, Map<String, Object> told) {}

        @Override
        public void end() {}
      };

  /** Its trace in 32 hexadecimal digits; empty if it is in none. */
  String traceId();

  /** By what another service would continue it (W3C Trace Context); empty if it is in no trace. */
  String traceparent();

  /** Draws what is done for the request as spans below this one; empty if nobody will see them. */
  <Q, R> Optional<Trail<Q, R>> trail(SpanWords<Q, R> words);

  /**
   * It was answered.
   *
   * @param told of the answer, by names
   */
  void answered(int status, Map<String, Object> told);

  /** Ends it; by the thread that began it. */
  void end();
}
