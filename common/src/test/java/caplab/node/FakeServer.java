package caplab.node;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/** A server that answers whatever a test wants: the first words of a command to raw bytes. */
public final class FakeServer implements AutoCloseable {

  static final String RUN_ID = "f".repeat(40);

  private final ServerSocket listening;
  private final Function<String, String> answers;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  /**
   * @param answers the name of a command to what is sent back; null closes the connection, the
   *     empty text is silence
   */
  public FakeServer(Function<String, String> answers) {
    this.answers = answers;
    try {
      listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.startVirtualThread(this::accept);
  }

  /** Greets as a proper node does, then answers every other command with {@code raw}. */
  public static FakeServer greetingThen(Function<String, String> others) {
    return greetingThen(() -> RUN_ID, others);
  }

  /** A proper node as far as it goes, whose run can change. */
  public static FakeServer running(Supplier<String> runId) {
    return greetingThen(runId, command -> "+OK\r\n");
  }

  private static FakeServer greetingThen(Supplier<String> runId, Function<String, String> others) {
    return new FakeServer(command ->
        switch (command) {
          case "INFO" -> bulk("run_id:" + runId.get() + "\r\nrole:master\r\nredis_version:7.0.0");
          case "CONFIG" -> "*0\r\n";
          default -> others.apply(command);
        });
  }

  /** Ends the connections that it has; takes others. */
  public void disconnect() throws IOException {
    for (Socket socket : open) {
      socket.close();
    }
  }

  static String bulk(String text) {
    return "$" + text.length() + "\r\n" + text + "\r\n";
  }

  public NodeAddress address() {
    return NodeAddress.parse("db_g1=127.0.0.1:" + listening.getLocalPort());
  }

  @Override
  public void close() throws IOException {
    listening.close();
    disconnect();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listening.accept();
        open.add(socket);
        Thread.startVirtualThread(() -> serve(socket));
      }
    } catch (IOException e) {
      // closed: nobody is accepted any more
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      for (List<String> command = command(in); command != null; command = command(in)) {
        String answer = answers.apply(command.getFirst());
        if (answer == null) {
          return;
        }
        socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
      }
    } catch (IOException e) {
      // the node gave the connection up
    }
  }

  private static List<String> command(BufferedReader in) throws IOException {
    String header = in.readLine();
    if (header == null) {
      return null;
    }
    List<String> words = new ArrayList<>();
    for (int left = Integer.parseInt(header.substring(1)); left > 0; left--) {
      char[] word = new char[Integer.parseInt(in.readLine().substring(1))];
      for (int read = 0; read < word.length; ) {
        read += in.read(word, read, word.length - read);
      }
      words.add(new String(word));
      in.readLine();
    }
    return words;
  }
}
