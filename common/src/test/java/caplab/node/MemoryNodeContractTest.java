package caplab.node;

import java.io.ByteArrayOutputStream;
import java.util.List;

class MemoryNodeContractTest extends NodeContractTest {

  @Override
  Node open() {
    return new MemoryNode("db_g1")
        .with(
            APPEND,
            (data, keys, arguments) -> {
              ByteArrayOutputStream joined = new ByteArrayOutputStream();
              joined.writeBytes(data.getOrDefault(keys.getFirst(), new byte[0]));
              joined.writeBytes(arguments.getFirst());
              data.put(keys.getFirst(), joined.toByteArray());
              return List.of((long) joined.size(), arguments.get(1));
            });
  }
}
