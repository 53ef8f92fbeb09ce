package caplab.lab.console;

import caplab.lab.embedded.Setup;
import caplab.lab.model.UserError;
import caplab.lab.twin.Twin;
import java.util.Optional;

/**
 * What the page's twin form asks: the console passes it on to both services of the zone.
 *
 * @param value of a write, else null
 * @param context what a write replaces at app-ap, as a read told it; may be null
 */
record TwinRequest(
    Twin.Operation operation, String zone, String key, String value, String context) {

  Twin on(Setup setup) {
    if (operation == null || key == null || key.isEmpty()) {
      throw UserError.usage("an operation (write, read or delete) and a key are needed");
    }
    int number = setup.topology().zoneNames().indexOf(zone) + 1;
    if (number < 1 || number > setup.topology().zones()) {
      throw UserError.usage("no services are in a zone called '" + zone + "'");
    }
    return Twin.ask(
        setup.doors().services(),
        setup.ports(),
        number,
        operation,
        key,
        value,
        Optional.ofNullable(context));
  }
}
