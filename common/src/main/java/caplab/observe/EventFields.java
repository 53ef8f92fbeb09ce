package caplab.observe;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.List;
import net.logstash.logback.composite.AbstractJsonProvider;
import org.slf4j.event.KeyValuePair;
import tools.jackson.core.JsonGenerator;

/**
 * Writes the fields of an event. As the encoder's own provider does, but what nearly all of them
 * are is written at once: to look up how each text is written costs more than to write it.
 */
final class EventFields extends AbstractJsonProvider<ILoggingEvent> {

  @Override
  public void writeTo(JsonGenerator json, ILoggingEvent event) {
    List<KeyValuePair> fields = event.getKeyValuePairs();
    if (fields == null) {
      return;
    }
    for (KeyValuePair field : fields) {
      switch (field.value) {
        case null -> {}
        case String text -> json.writeStringProperty(field.key, text);
        case Integer number -> json.writeNumberProperty(field.key, number);
        case Long number -> json.writeNumberProperty(field.key, number);
        case Double number -> json.writeNumberProperty(field.key, number);
        default -> json.writePOJOProperty(field.key, field.value);
      }
    }
  }
}
