package caplab.lab.trial;

/** Hears how a run goes on while it runs. */
public interface Progress {

  /** Nobody listens. */
  Progress NONE =
      new Progress() {
        @Override
        public void passed(long nowMs, long durationMs, long lines) {}

        @Override
        public void struck(String fault, String target) {}

        @Override
        public void healed(String fault, String target) {}

        @Override
        public void ended() {}
      };

  /** Time passed; called several times a second. */
  void passed(long nowMs, long durationMs, long lines);

  void struck(String fault, String target);

  void healed(String fault, String target);

  /** The run is over. */
  void ended();
}
