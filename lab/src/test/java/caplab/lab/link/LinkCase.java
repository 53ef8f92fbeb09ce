package caplab.lab.link;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A link to an echo, for each test anew. */
abstract class LinkCase {

  Echo node;
  Link link;

  @BeforeEach
  void connect() throws IOException {
    node = new Echo();
    link = new Link(node.address());
  }

  @AfterEach
  void disconnect() throws IOException {
    link.close();
    node.close();
  }
}
