package caplab.lab.fault;

import caplab.lab.stage.Ground;

/** Another fault that comes and goes, as with a loose cable. Good for one run. */
public final class Flapping implements Fault {

  private final Fault inner;
  private final long badMs;
  private final long goodMs;
  private boolean over;
  private boolean bad;

  /** Bad for {@code badMs}, good for {@code goodMs}, and again. */
  public Flapping(Fault inner, long badMs, long goodMs) {
    this.inner = inner;
    this.badMs = badMs;
    this.goodMs = goodMs;
  }

  @Override
  public String name() {
    return "flapping " + inner.name();
  }

  @Override
  public String target() {
    return inner.target();
  }

  @Override
  public void begin(Ground ground) {
    if (!over) {
      bad = true;
      inner.begin(ground);
      ground.in(badMs, () -> pause(ground));
    }
  }

  @Override
  public void end(Ground ground) {
    over = true;
    stop(ground);
  }

  private void pause(Ground ground) {
    stop(ground);
    ground.in(goodMs, () -> begin(ground));
  }

  private void stop(Ground ground) {
    if (bad) {
      bad = false;
      inner.end(ground);
    }
  }
}
