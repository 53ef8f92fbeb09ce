package caplab.lab.stage;

/**
 * The machine itself was slow for a while, without any fault of the experiment: a process that
 * nobody disturbed took long to answer the simplest question. Services cannot be blamed for what
 * they did then.
 */
public record Stall(String target, long fromMs, long toMs) {}
