package caplab.ap.core;

import java.util.Optional;

/**
 * A watermark for which nothing has to be shipped: its target was found to have all that its source
 * has (AP-7). It is worth what a {@link Shipping} of an empty batch is, and under the same
 * conditions: the source's life goes on, nothing of a dead one is left to be levelled (AP-8), and
 * the target knows all the lives that anybody told of, so that it voids by its epoch what comes too
 * late.
 */
public final class Renewal {

  private Renewal() {}

  /**
   * What is to be renewed, if the two are level.
   *
   * @param before the target, as it was found before the source was asked: its TIME is the mark
   * @param target the target, as it was found last
   * @param source the source
   * @param memory what this instance knows of lives and clocks
   */
  public static Optional<Request.Level> of(
      Reply.Greeting before, Reply.Greeting target, Reply.Greeting source, InstanceMemory memory) {
    boolean one =
        before.incarnation().equals(target.incarnation()) && before.epoch() == target.epoch();
    Incarnations known = memory.lives().join(source.lives()).join(target.lives());
    String life = source.incarnation();
    long end = source.seen().at(life);
    return one
            && memory.believes(target.incarnation(), target.epoch())
            && !target.lives().learnsFrom(known)
            && !known.dead(life)
            && target.seen().at(life) == end
            && !known.unlevel(source.seen(), target.seen())
        ? Optional.of(
            new Request.Level(life, end, new Request.Mark(before.timeUs(), before.epoch())))
        : Optional.empty();
  }
}
