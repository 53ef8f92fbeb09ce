package caplab.sim;

import caplab.protocol.Step;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What one process of a service does in a small world, made anew whenever it is replayed: equal
 * programs fed the same events do the same.
 *
 * @param memory what the process remembers between protocols; part of the state
 * @param lanes jobs done one after the other in each lane; lanes run at once
 */
public record Program<Q, R>(Object memory, List<List<Job<Q, R>>> lanes) {

  /** When operations must have ended, in the driver's time; everything before happens at 0 ms. */
  public static final long DEADLINE_MS = 1_000_000;

  /** The patience that messages are sent with; it ends whenever the explorer chooses. */
  public static final long PATIENCE_MS = 1_000;

  /**
   * One protocol.
   *
   * @param name for the schedule
   * @param operation the number of the client's operation, from 0; −1 if it is none
   * @param retries how often it goes on after a back-off
   * @param loses whether its patience may end before all answers came
   * @param deadline whether its deadline may pass during a back-off
   * @param afterFault whether it begins only after a disk was lost
   * @param begin its first step, at 0 ms
   * @param ended is told its outcome
   */
  public record Job<Q, R>(
      String name,
      int operation,
      int retries,
      boolean loses,
      boolean deadline,
      boolean afterFault,
      Supplier<Step<Q, R, ?>> begin,
      Consumer<Object> ended) {

    /** An operation of a client. */
    public static <Q, R> Job<Q, R> operation(
        String name, int operation, int retries, Supplier<Step<Q, R, ?>> begin) {
      return new Job<>(name, operation, retries, true, true, false, begin, outcome -> {});
    }

    /** Background work that begins after a disk was lost. */
    public static <Q, R> Job<Q, R> healing(
        String name, int retries, boolean loses, Supplier<Step<Q, R, ?>> begin) {
      return new Job<>(name, -1, retries, loses, false, true, begin, outcome -> {});
    }

    /** The same, telling somebody the outcome. */
    public Job<Q, R> telling(Consumer<Object> whom) {
      return new Job<>(name, operation, retries, loses, deadline, afterFault, begin, whom);
    }
  }
}
