package caplab.lab.description;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.lab.readme.UpCluster;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that nobody wrote by hand gets through a cut, by what it is told in types. */
class GeneratedClientTest {

  @TempDir Path folder;

  @Test
  void getsThroughACutAndItsHeal_byWhatItIsTold() throws Exception {
    try (UpCluster cluster = UpCluster.start(folder)) {
      GeneratedClient cp = GeneratedClient.of(uri(cluster, 5001), "cp", folder);
      GeneratedClient ap = GeneratedClient.of(uri(cluster, 5002), "ap", folder);
      assertThat(cp.untyped("client/cp/DefaultApi.java")).allMatch(it -> it.startsWith("head"));
      assertThat(ap.untyped("client/ap/DefaultApi.java")).allMatch(it -> it.startsWith("head"));
      Driven strict = cp.driven("client.cp.CpDrive");
      Driven lenient = ap.driven("client.ap.ApDrive");
      strict.whole(uri(cluster, 5001), uri(cluster, 5011));
      lenient.whole(uri(cluster, 5002), uri(cluster, 5012));
      cluster.cap("cut g1");
      strict.cut();
      lenient.cut();
      cluster.cap("heal --no-wait");
      strict.healed();
      lenient.healed();
    }
  }

  private static URI uri(UpCluster cluster, int usual) {
    return URI.create("http://localhost:" + cluster.port(usual));
  }
}
