package caplab.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Clients who connect and say nothing. They are a process of their own, as each of their
 * connections is a file of it, and of the server another one.
 */
final class IdleCrowd implements AutoCloseable {

  private static final String HERE = "here";

  private final Process process;

  private IdleCrowd(Process process) {
    this.process = process;
  }

  /** So many, once all of them are connected. */
  static IdleCrowd of(int count, int port) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                IdleCrowd.class.getName(),
                Integer.toString(count),
                Integer.toString(port))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String said = process.inputReader().readLine();
    if (!HERE.equals(said)) {
      throw new IOException("the crowd did not come: " + said);
    }
    return new IdleCrowd(process);
  }

  /** Connects, says so, and stays until its input ends. */
  public static void main(String[] args) throws IOException {
    InetSocketAddress server =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[1]));
    List<SocketChannel> crowd = new ArrayList<>();
    for (int i = 0; i < Integer.parseInt(args[0]); i++) {
      crowd.add(SocketChannel.open(server));
    }
    System.out.println(HERE);
    while (System.in.read() >= 0 && !crowd.isEmpty()) {
      // Nothing is said to it but that it may go.
    }
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
