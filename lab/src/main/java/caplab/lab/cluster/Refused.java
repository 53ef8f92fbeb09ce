package caplab.lab.cluster;

/** The cluster cannot do what was asked: one line for the person who asked, no stack trace. */
public final class Refused extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final boolean usage;

  private Refused(String line, boolean usage) {
    super(line, null, false, false);
    this.usage = usage;
  }

  /** The request itself was wrong: exit 64. */
  public static Refused usage(String line) {
    return new Refused(line, true);
  }

  /** The request was fine but cannot be met now: exit 1. */
  public static Refused now(String line) {
    return new Refused(line, false);
  }

  public boolean isUsage() {
    return usage;
  }
}
