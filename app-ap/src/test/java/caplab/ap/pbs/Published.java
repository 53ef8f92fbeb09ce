package caplab.ap.pbs;

import caplab.ap.pbs.Latency.Exponential;
import caplab.ap.pbs.Latency.Mixture;
import caplab.ap.pbs.Latency.Pareto;

/** The latency distributions that the paper fits to LinkedIn's and Yammer's (its table 3). */
enum Published {
  LNKD_SSD(Fits.SSD, Fits.SSD),
  LNKD_DISK(Fits.DISK, Fits.SSD),
  YMMR(
      new Mixture(.939, new Pareto(3, 3.35), new Exponential(.0028)),
      new Mixture(.982, new Pareto(1.5, 3.8), new Exponential(.0217))),
  WAN(Fits.DISK, Fits.SSD);

  private static final double CONTINENT_MS = 75;

  private final Latency write;
  private final Latency others;

  Published(Latency write, Latency others) {
    this.write = write;
    this.others = others;
  }

  Deployment deployment() {
    Dynamo local = new Dynamo(3, write, others, others, others);
    return this == WAN ? new WideArea(local, CONTINENT_MS) : local;
  }

  private static final class Fits {
    static final Latency SSD = new Mixture(.9122, new Pareto(.235, 10), new Exponential(1.66));
    static final Latency DISK = new Mixture(.38, new Pareto(1.05, 1.51), new Exponential(.183));
  }
}
