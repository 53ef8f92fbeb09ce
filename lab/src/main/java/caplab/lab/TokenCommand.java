package caplab.lab;

import caplab.access.ApiToken;
import caplab.access.Role;
import caplab.lab.model.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./cap token}: makes the tokens by which services know their callers. */
@Command(
    name = "token",
    description = "Makes tokens for the services.",
    subcommands = TokenCommand.Create.class)
final class TokenCommand {

  private static final Pattern SPAN = Pattern.compile("([1-9][0-9]{0,4})([dh])");

  private TokenCommand() {}

  @Command(
      name = "create",
      description = "Makes a token, prints it once, and keeps its hash alone.")
  static final class Create implements Callable<Integer> {

    @Mixin Common common;

    @Parameters(index = "0", paramLabel = "ROLE", description = "reader, writer, operator, metrics")
    String role;

    @Option(names = "--name", paramLabel = "N", description = "Whose it is (default: made up).")
    String name;

    @Option(names = "--expires", paramLabel = "90d", description = "90d or 12h (default: never).")
    String expires;

    @Option(
        names = "--file",
        paramLabel = "FILE",
        description = "Where its line is added (default: it is printed).")
    Path file;

    /** The answer in JSON. */
    record Shown(String token, String role, String name, String expires, String line) {}

    @Override
    public Integer call() {
      ApiToken.Made made = make();
      Optional<Path> kept = Optional.ofNullable(file);
      kept.ifPresent(path -> add(path, made.kept().line()));
      if (common.json) {
        ApiToken token = made.kept();
        Common.showJson(
            new Shown(
                made.token(),
                token.role().toString(),
                token.name(),
                token.expires().map(Instant::toString).orElse("never"),
                token.line()));
      } else {
        System.out.println(made.token());
        System.err.println(
            kept.map(path -> "its hash is in " + path + "; the token itself is nowhere else")
                .orElse("add this line to the file that API_TOKENS_FILE names:"));
        if (kept.isEmpty()) {
          System.out.println(made.kept().line());
        }
      }
      return 0;
    }

    private ApiToken.Made make() {
      Role known =
          Role.named(role)
              .orElseThrow(() ->
                  UserError.usage("a role is reader, writer, operator or metrics, not " + role));
      try {
        return ApiToken.make(
            new SecureRandom(), known, Optional.ofNullable(name), end(Instant.now()));
      } catch (IllegalArgumentException e) {
        throw UserError.usage(e.getMessage());
      }
    }

    private Optional<Instant> end(Instant now) {
      if (expires == null) {
        return Optional.empty();
      }
      Matcher span = SPAN.matcher(expires);
      if (!span.matches()) {
        throw UserError.usage("--expires takes days or hours, as 90d or 12h, not " + expires);
      }
      long count = Long.parseLong(span.group(1));
      Duration time = span.group(2).equals("d") ? Duration.ofDays(count) : Duration.ofHours(count);
      return Optional.of(now.plus(time).truncatedTo(ChronoUnit.SECONDS));
    }

    /** In one write, so that a service that reads meanwhile sees the line whole or not at all. */
    private static void add(Path path, String line) {
      try {
        if (!Files.exists(path)) {
          Files.createFile(
              path,
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        String before = Files.readString(path);
        String text = (before.isEmpty() || before.endsWith("\n") ? "" : "\n") + line + "\n";
        Files.write(path, text.getBytes(StandardCharsets.UTF_8), StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw UserError.now("cannot add to " + path + ": " + e);
      }
    }
  }
}
