package caplab.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import redis.clients.jedis.DefaultJedisClientConfig;

/**
 * The users of {@code redis/users.acl}, each with a password of its own.
 *
 * @param user whom the services log in as; empty where there are no users
 */
public record RedisUsers(String user) {

  static final RedisUsers NOBODY = new RedisUsers("");

  static String password(String user) {
    return "password-of-" + user;
  }

  /** The lines of the file as it is handed out. */
  public static List<String> lines() {
    Path here = Path.of("redis/users.acl");
    try {
      return Files.readAllLines(Files.exists(here) ? here : Path.of("..").resolve(here));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What tells the servers of the users; their file is put into the folder. */
  List<String> settings(Path folder) {
    if (user.isEmpty()) {
      return List.of();
    }
    try {
      Path file = Files.writeString(folder.resolve("users.acl"), withPasswords());
      return List.of("--aclfile", file.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String withPasswords() {
    return lines().stream()
        .map(line -> line.contains(" on ") ? line + " >" + password(line.split(" ")[1]) : line)
        .collect(Collectors.joining("\n", "", "\n"));
  }

  /** What stands before the place in an address of the services. */
  String login() {
    return user.isEmpty() ? "" : user + ":" + password(user) + "@";
  }

  void administrator(DefaultJedisClientConfig.Builder config) {
    if (!user.isEmpty()) {
      config.user("admin").password(password("admin"));
    }
  }
}
