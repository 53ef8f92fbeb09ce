package caplab.access;

import caplab.access.TokenCheck.Fault;
import caplab.observe.Event;
import caplab.observe.Events;
import com.nimbusds.jose.jwk.JWKSet;
import io.github.bucket4j.TimeMeter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/** Judges tokens by what is trusted at the moment: kept hashes and the keys of issuers. */
public final class Credentials implements AutoCloseable {

  private static final long PERIOD_MS = 1_000;

  private final List<WatchedFiles<?>> watched = new ArrayList<>();
  private final ScheduledExecutorService watcher =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
  private final WatchedFiles.Listener listener;
  private final InstantSource clock;
  private final Supplier<ApiTokens> tokens;
  private final Optional<JsonWebTokens> jwts;
  private final Brake brake;

  Credentials(AccessSettings settings, Events events, InstantSource clock, TimeMeter time) {
    this.clock = clock;
    this.brake = new Brake(time);
    this.listener = new Told(events);
    this.tokens =
        settings
            .tokensFile()
            .<Supplier<ApiTokens>>map(file -> watch(file, ApiTokens::parse)::value)
            .orElseGet(() -> {
              ApiTokens fixed = settings.tokens().map(ApiTokens::parse).orElseGet(ApiTokens::none);
              return () -> fixed;
            });
    this.jwts =
        settings
            .jwt()
            .map(jwt ->
                new JsonWebTokens(
                    jwt.key(),
                    jwt.keysFile()
                        .map(file -> (Supplier<JWKSet>) watch(file, JwtKeys::parse)::value),
                    jwt.issuer(),
                    jwt.audience(),
                    clock));
  }

  /**
   * Reads the files and goes on watching them, every second, until closed.
   *
   * @throws IllegalArgumentException if one cannot be read or understood now
   */
  public static Credentials of(AccessSettings settings, Events events) {
    Credentials made =
        new Credentials(settings, events, InstantSource.system(), TimeMeter.SYSTEM_NANOTIME);
    made.watcher.scheduleWithFixedDelay(made::look, PERIOD_MS, PERIOD_MS, TimeUnit.MILLISECONDS);
    return made;
  }

  private <T> WatchedFiles<T> watch(Path file, Function<String, T> parser) {
    WatchedFiles<T> made =
        new WatchedFiles<>(List.of(file), texts -> parser.apply(texts.getFirst()), listener);
    watched.add(made);
    return made;
  }

  /** What the files say now is in effect when this returns. */
  void look() {
    watched.forEach(WatchedFiles::look);
  }

  /**
   * @param client by what it is known, for the count of its failures
   */
  public TokenCheck check(String client, String token) {
    byte[] hash = ApiToken.hash(token);
    OptionalLong wait = brake.wait(client, hash);
    if (wait.isPresent()) {
      return new TokenCheck.Slowed(TimeUnit.NANOSECONDS.toMillis(wait.getAsLong()) + 1);
    }
    TokenCheck check = judge(token, hash);
    if (check instanceof TokenCheck.Valid) {
      brake.succeeded(client, hash);
    } else {
      brake.failed(client);
    }
    return check;
  }

  private TokenCheck judge(String token, byte[] hash) {
    if (token.startsWith(ApiToken.PREFIX)) {
      return tokens.get().check(hash, clock.instant());
    }
    return jwts.map(each -> each.check(token)).orElse(new TokenCheck.Invalid(Fault.UNKNOWN));
  }

  @Override
  public void close() {
    watcher.shutdownNow();
  }

  /** Tells operators what became of a changed file. */
  private record Told(Events events) implements WatchedFiles.Listener {

    @Override
    public void changed(String file) {
      events.info(Event.CONFIG, "credentials read anew", "file", file);
    }

    @Override
    public void faulty(String file, String fault) {
      events.warn(Event.CONFIG, "credentials left as they were", "file", file, "fault", fault);
    }
  }
}
