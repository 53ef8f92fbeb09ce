package caplab.lab.measure;

/** Between which chances the true one lies, given how often it came true. */
record Interval(double low, double high) {

  /** Two-sided 95 %. */
  private static final double Z = 1.959964;

  /** Wilson's score interval (1927), which stays within 0 and 1 and is honest at both ends. */
  static Interval of(int hits, int tries) {
    double share = (double) hits / tries;
    double z2 = Z * Z / tries;
    double middle = (share + z2 / 2) / (1 + z2);
    double half = Z * Math.sqrt(share * (1 - share) / tries + z2 / (4 * tries)) / (1 + z2);
    return new Interval(Math.max(0, middle - half), Math.min(1, middle + half));
  }
}
