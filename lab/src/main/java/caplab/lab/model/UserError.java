package caplab.lab.model;

/** The cluster cannot do what was asked: one line for the person who asked, no stack trace. */
public final class UserError extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final boolean usage;

  private UserError(String line, boolean usage) {
    super(line, null, false, false);
    this.usage = usage;
  }

  /** The request itself was wrong: exit 64. */
  public static UserError usage(String line) {
    return new UserError(line, true);
  }

  /** The request was fine but cannot be met now: exit 1. */
  public static UserError now(String line) {
    return new UserError(line, false);
  }

  public boolean isUsage() {
    return usage;
  }
}
