package caplab.node;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import nl.altindag.ssl.util.HostnameVerifierUtils;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.DefaultJedisSocketFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.util.RedisInputStream;
import redis.clients.jedis.util.RedisOutputStream;

/**
 * One established and checked connection: Jedis resolves and connects; the socket is used full
 * duplex, one thread writing and one reading.
 */
final class Wire implements Line.Connection {

  private static final int BUFFER_BYTES = 32 * 1024;
  private static final byte[] NO_RUN_ID = new byte[Frame.RUN_ID_LENGTH];

  /** The JDK's own check of a host (RFC 6125) knows none with an underscore, such as db_g1. */
  static final HostnameVerifier HOSTS = HostnameVerifierUtils.createDefault();

  /** Of TCP, below TLS: its end interrupts a write that hangs, where TLS would wait for it. */
  private final Socket socket;

  private final OutputStream out;
  private final ReplyReader in;
  private final Greeting greeting;

  private Wire(Socket socket, NodeAddress address, NodeSettings settings) throws IOException {
    this.socket = socket;
    Socket speaking = address.tls() ? encrypted(socket, address, settings) : socket;
    this.out = new RedisOutputStream(speaking.getOutputStream(), BUFFER_BYTES);
    this.in =
        new ReplyReader(
            new RedisInputStream(speaking.getInputStream(), BUFFER_BYTES), Heap::hasRoom);
    logIn(address);
    this.greeting = settings.strict() ? greet().strictly() : greet();
  }

  /**
   * Resolves the name, connects, encrypts where the address says so and asks the server who it is.
   *
   * @throws IOException or a RuntimeException whose reason {@link ConnectFault#of} names
   */
  static Wire open(NodeAddress address, NodeSettings settings) throws IOException {
    HostAndPort place = new HostAndPort(address.host(), address.port());
    Socket socket = new DefaultJedisSocketFactory(place, config(settings)).createSocket();
    boolean fit = false;
    try {
      Wire wire = new Wire(socket, address, settings);
      socket.setSoTimeout(0); // from here on the channel keeps the deadlines
      fit = true;
      return wire;
    } catch (SocketException e) {
      // With TLS 1.3 a server that wants a certificate says so to whoever reads before it writes.
      throw address.tls()
          ? new SSLException(
              "the server broke off TLS (%s): it may not speak it, or want a certificate"
                  .formatted(e.getMessage()))
          : e;
    } finally {
      if (!fit) {
        socket.close();
      }
    }
  }

  @Override
  public Greeting greeting() {
    return greeting;
  }

  @Override
  public InetAddress peer() {
    return socket.getInetAddress();
  }

  @Override
  public OutputStream out() {
    return out;
  }

  @Override
  public Object read() throws IOException {
    return in.read();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // The connection is given up either way.
    }
  }

  private static DefaultJedisClientConfig config(NodeSettings settings) {
    int timeoutMs = Math.toIntExact(Math.max(1, settings.networkTimeout().toMillis()));
    return DefaultJedisClientConfig.builder()
        .connectionTimeoutMillis(timeoutMs)
        .socketTimeoutMillis(timeoutMs)
        .build();
  }

  private static Socket encrypted(Socket socket, NodeAddress address, NodeSettings settings)
      throws IOException {
    SSLSocketFactory sockets =
        settings.tls().orElseGet(() -> (SSLSocketFactory) SSLSocketFactory.getDefault());
    SSLSocket encrypted =
        (SSLSocket) sockets.createSocket(socket, address.host(), address.port(), true);
    encrypted.startHandshake();
    if (!HOSTS.verify(address.host(), encrypted.getSession())) {
      throw new SSLPeerUnverifiedException("the server's certificate is not for " + address.host());
    }
    return encrypted;
  }

  private void logIn(NodeAddress address) throws IOException {
    if (address.password().isEmpty()) {
      return;
    }
    List<String> login =
        Stream.of(address.user(), address.password()).flatMap(Optional::stream).toList();
    if (ask("AUTH", login.toArray()) instanceof ReplyReader.RedisError) {
      throw new ConnectFault.Unfit(ConnectFault.DENIED, "the server denied the credentials");
    }
  }

  private Greeting greet() throws IOException {
    Object answer = ask("INFO");
    if (answer instanceof ReplyReader.RedisError error) {
      throw ConnectFault.Unfit.refused(error);
    }
    if (!(answer instanceof byte[] info)) {
      throw new ConnectFault.Unfit(ConnectFault.GARBAGE, "the server tells nothing of itself");
    }
    Map<String, String> settings = new HashMap<>();
    for (String pattern : Greeting.PATTERNS) {
      // Managed servers and tight ACLs forbid CONFIG; then the greeting says nothing was checked.
      Greeting.add(ask("CONFIG", "GET", pattern), settings);
    }
    return Greeting.of(Greeting.text(info), settings);
  }

  private Object ask(String command, Object... arguments) throws IOException {
    Frame.of(new Command.Plain(command, List.of(arguments))).writeTo(out, NO_RUN_ID);
    out.flush();
    Object answer = in.read();
    if (answer instanceof ReplyReader.RedisError error && error.code().equals("NOAUTH")) {
      throw new ConnectFault.Unfit(ConnectFault.DENIED, "the server wants credentials");
    }
    return answer;
  }
}
