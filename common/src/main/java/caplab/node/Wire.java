package caplab.node;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.DefaultJedisSocketFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.util.RedisInputStream;
import redis.clients.jedis.util.RedisOutputStream;

/**
 * One established and checked connection: Jedis resolves, connects and encrypts; the socket is used
 * full duplex, one thread writing and one reading.
 */
final class Wire implements Line.Connection {

  private static final int BUFFER_BYTES = 32 * 1024;
  private static final byte[] NO_RUN_ID = new byte[Frame.RUN_ID_LENGTH];

  private final Socket socket;
  private final OutputStream out;
  private final ReplyReader in;
  private final Greeting greeting;

  private Wire(Socket socket, NodeAddress address, boolean strict) throws IOException {
    this.socket = socket;
    this.out = new RedisOutputStream(socket.getOutputStream(), BUFFER_BYTES);
    this.in = new ReplyReader(new RedisInputStream(socket.getInputStream(), BUFFER_BYTES));
    logIn(address);
    this.greeting = strict ? greet().strictly() : greet();
  }

  /**
   * Resolves the name, connects and asks the server who it is.
   *
   * @throws IOException or a RuntimeException whose reason {@link ConnectFault#of} names
   */
  static Wire open(NodeAddress address, NodeSettings settings) throws IOException {
    HostAndPort place = new HostAndPort(address.host(), address.port());
    Socket socket = new DefaultJedisSocketFactory(place, config(address, settings)).createSocket();
    boolean fit = false;
    try {
      Wire wire = new Wire(socket, address, settings.strict());
      socket.setSoTimeout(0); // from here on the channel keeps the deadlines
      fit = true;
      return wire;
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

  private static DefaultJedisClientConfig config(NodeAddress address, NodeSettings settings) {
    int timeoutMs = Math.toIntExact(Math.max(1, settings.networkTimeout().toMillis()));
    DefaultJedisClientConfig.Builder config =
        DefaultJedisClientConfig.builder()
            .connectionTimeoutMillis(timeoutMs)
            .socketTimeoutMillis(timeoutMs)
            .ssl(address.tls());
    settings.tls().ifPresent(config::sslSocketFactory);
    return config.build();
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
