package caplab.lab.report;

/**
 * When something was broken.
 *
 * @param name what: {@code isolate}
 * @param target on whom: {@code g1}
 * @param fromMs since the start of the run
 * @param toMs when it was healed
 */
record FaultSpan(String name, String target, double fromMs, double toMs) {}
