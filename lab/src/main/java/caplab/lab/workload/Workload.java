package caplab.lab.workload;

/** One kind of clients, in every zone. It holds no state of a run. */
public interface Workload {

  /** Starts the clients; each goes on until {@link Scene#open} says no. */
  void begin(Scene scene);
}
