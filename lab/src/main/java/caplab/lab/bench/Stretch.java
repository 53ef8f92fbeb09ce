package caplab.lab.bench;

/**
 * What a generator saw in one stretch of time.
 *
 * @param good requests answered with a status of 200 to 299, or by Redis without an error
 * @param failed those answered otherwise, or not at all
 * @param p50Ms latency that half of the good ones kept within
 */
record Stretch(long good, long failed, double seconds, double p50Ms, double p99Ms) {

  /** Good requests per second. */
  double rate() {
    return good / seconds;
  }
}
