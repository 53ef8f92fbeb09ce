package caplab.lab;

import caplab.lab.embedded.Setup;
import caplab.lab.model.Topology;
import java.io.PrintStream;

/**
 * What {@code ./cap up} says once all runs: where everything is, and what to try.
 *
 * @param setup of the cluster that runs
 */
record Welcome(Setup setup) {

  void print(PrintStream out) {
    for (Topology.Instance each : setup.topology().instances()) {
      out.printf("  %-10s http://127.0.0.1:%d%n", each.name(), setup.ports().instance(each));
    }
    int consistent = setup.ports().base() + 1;
    out.printf(
        "  data in %s, console at http://127.0.0.1:%d%n",
        setup.data().directory(), setup.ports().console());
    out.printf("try: curl -X POST localhost:%d/write/test/value1%n", consistent);
    out.printf("     ./cap cut g1; curl localhost:%d/read/test; ./cap heal%n", consistent);
    out.println("     the whole tour is in README.md; what a command takes, in ./cap help COMMAND");
    out.println("Ctrl-C ends everything.");
  }
}
