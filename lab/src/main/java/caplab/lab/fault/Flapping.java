package caplab.lab.fault;

import caplab.lab.stage.FaultSurface;

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
  public void begin(FaultSurface surface) {
    if (!over) {
      bad = true;
      inner.begin(surface);
      surface.in(badMs, () -> pause(surface));
    }
  }

  @Override
  public void end(FaultSurface surface) {
    over = true;
    stop(surface);
  }

  private void pause(FaultSurface surface) {
    stop(surface);
    surface.in(goodMs, () -> begin(surface));
  }

  private void stop(FaultSurface surface) {
    if (bad) {
      bad = false;
      inner.end(surface);
    }
  }
}
