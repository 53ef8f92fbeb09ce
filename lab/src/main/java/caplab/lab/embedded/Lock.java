package caplab.lab.embedded;

import caplab.access.ApiToken;
import caplab.access.Role;
import caplab.lab.model.Topology.Instance;
import caplab.lab.wire.Doors;
import caplab.lab.wire.Http;
import caplab.lab.wire.RedisLine;
import caplab.tls.Issuer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What lets nobody into a cluster and forgets nothing that is done there: TLS to services and
 * nodes, a token for each role, users of the nodes, a chained audit of each instance. The audit and
 * its key stay in the data; all else is made anew whenever the cluster starts.
 */
public final class Lock {

  private static final int SECRET_BYTES = 32;
  private static final String ADMIN = "admin";
  private static final List<String> USERS = List.of(ADMIN, "app-cp", "app-ap");
  private static final String AUTHORITY = "ca.crt";
  private static final String IDENTITY = "own";
  private static final String TOKENS = "api_tokens";
  private static final String ACL = "users.acl";
  private static final Pattern BEARER = Pattern.compile("Bearer ([^\"]+)");

  /** So many that the limiter counts every request and no client of the lab meets it. */
  private static final String LIMIT = "1000000/second";

  private static final SecureRandom RANDOM = new SecureRandom();

  private final DataDirectory data;
  private final Path folder;
  private final Map<String, String> passwords = new TreeMap<>();
  private final Doors doors;

  /**
   * Makes all of it.
   *
   * @param data of the cluster, where only its owner may look at it
   * @param users the file that says what each user of a node may do
   */
  Lock(DataDirectory data, Path users) {
    this.data = data;
    this.folder = data.lock();
    USERS.forEach(user -> passwords.put(user, secret()));
    Issuer issuer = new Issuer("cap lab");
    try {
      for (Path each : List.of(folder, data.audits())) {
        Files.createDirectories(each);
        Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwx------"));
      }
      if (!Files.exists(auditKey())) {
        Files.writeString(auditKey(), secret());
      }
      Files.writeString(folder.resolve(AUTHORITY), issuer.certificate());
      issuer.issue("127.0.0.1", "localhost").write(folder, IDENTITY);
      writeTokens();
      Files.write(
          folder.resolve(ACL), Files.readAllLines(users).stream().map(this::known).toList());
    } catch (IOException full) {
      throw new UncheckedIOException("cannot write to " + folder, full);
    }
    RedisLine nodes = RedisLine.locked(issuer.client(), ADMIN, passwords.get(ADMIN));
    this.doors = new Doors(services(folder), nodes);
  }

  /** How the services of a cluster are asked that another process locked. */
  static Http services(Path folder) {
    try {
      String authority = Files.readString(folder.resolve(AUTHORITY));
      return Http.locked(
          Issuer.client(authority), token(folder, Role.WRITER), token(folder, Role.OPERATOR));
    } catch (IOException gone) {
      throw new UncheckedIOException("cannot read " + folder, gone);
    }
  }

  private static String token(Path folder, Role role) throws IOException {
    Matcher written = BEARER.matcher(Files.readString(folder.resolve(role.toString())));
    if (!written.find()) {
      throw new IOException("no token of the role " + role);
    }
    return written.group(1);
  }

  private void writeTokens() throws IOException {
    List<String> kept = new ArrayList<>();
    for (Role role : Role.values()) {
      ApiToken.Made made =
          ApiToken.make(RANDOM, role, Optional.of("lab-" + role), Optional.empty());
      kept.add(made.kept().line());
      String options = "cacert = \"%s\"%nheader = \"Authorization: Bearer %s\"%n";
      Files.writeString(curl(role), options.formatted(folder.resolve(AUTHORITY), made.token()));
    }
    Files.write(folder.resolve(TOKENS), kept);
  }

  /** A line of the file of users, with the password of those that are used here. */
  private String known(String line) {
    String user = line.split(" ")[1];
    return passwords.containsKey(user) ? line + " >" + passwords.get(user) : line;
  }

  private static String secret() {
    byte[] bytes = new byte[SECRET_BYTES];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  public Path folder() {
    return folder;
  }

  /** How the lab itself gets in. */
  public Doors doors() {
    return doors;
  }

  /** The options ({@code curl --config}) by which a person gets in, in a role. */
  public Path curl(Role role) {
    return folder.resolve(role.toString());
  }

  private Path auditKey() {
    return data.audits().resolve("key");
  }

  /** How a service gets into a node: what stands before the address. */
  String login(Instance instance) {
    String user = "app-" + instance.kind().mode();
    return "rediss://%s:%s@".formatted(user, passwords.get(user));
  }

  /** What a service is told by its environment. */
  Map<String, String> settings(Instance instance) {
    return Map.of(
        "PROFILE", "prod",
        "API_TOKENS_FILE", folder.resolve(TOKENS).toString(),
        "TLS_CERT_FILE", folder.resolve(IDENTITY + ".crt").toString(),
        "TLS_KEY_FILE", folder.resolve(IDENTITY + ".key").toString(),
        "REDIS_CA_FILE", folder.resolve(AUTHORITY).toString(),
        "RATE_LIMIT", LIMIT,
        "AUDIT_FILE", data.audits().resolve(instance.name() + ".log").toString(),
        "AUDIT_KEY_FILE", auditKey().toString());
  }

  /** What a node is told on its command line. */
  List<String> options(int port) {
    return List.of(
        "--port",
        "0",
        "--tls-port",
        Integer.toString(port),
        "--tls-cert-file",
        folder.resolve(IDENTITY + ".crt").toString(),
        "--tls-key-file",
        folder.resolve(IDENTITY + ".key").toString(),
        "--tls-ca-cert-file",
        folder.resolve(AUTHORITY).toString(),
        "--tls-auth-clients",
        "optional",
        "--aclfile",
        folder.resolve(ACL).toString());
  }
}
