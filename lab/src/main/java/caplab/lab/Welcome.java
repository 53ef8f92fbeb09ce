package caplab.lab;

import caplab.access.Role;
import caplab.lab.embedded.Lock;
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
    String scheme = setup.lock().isPresent() ? "https" : "http";
    for (Topology.Instance each : setup.topology().instances()) {
      out.printf("  %-10s %s://127.0.0.1:%d%n", each.name(), scheme, setup.ports().instance(each));
    }
    String consistent = "localhost:" + (setup.ports().base() + 1);
    String curl = "curl";
    if (setup.lock().isPresent()) {
      Lock lock = setup.lock().get();
      out.printf("  tokens in %s: reader, writer, operator, metrics%n", lock.folder());
      out.printf("  audit in %s%n", setup.data().audits());
      consistent = "https://" + consistent;
      curl = "curl --config " + lock.curl(Role.WRITER);
    }
    out.printf(
        "  data in %s, console at http://127.0.0.1:%d%n",
        setup.data().directory(), setup.ports().console());
    out.printf("try: %s -X POST %s/write/test/value1%n", curl, consistent);
    out.printf("     ./cap cut g1; %s %s/read/test; ./cap heal%n", curl, consistent);
    out.println("     the whole tour is in README.md; what a command takes, in ./cap help COMMAND");
    out.println("Ctrl-C ends everything.");
  }
}
