package caplab.http;

import caplab.access.AccessSettings;
import caplab.access.ClientNetwork;
import caplab.access.Credentials;
import caplab.access.Grant;
import caplab.access.RateHeaders;
import caplab.access.RateLimiter;
import caplab.access.RateLimiter.Quota;
import caplab.access.RateStore;
import caplab.access.Role;
import caplab.access.TokenCheck;
import caplab.http.Problem.Kind;
import caplab.observe.Event;
import caplab.observe.Events;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.slf4j.MDC;

/**
 * Lets a request in, or not: counts it against the limit of its client's address, asks for a token
 * as RFC 6750 has it, and counts it against the limit of that token. Comes before everything else
 * that is done with a request, so whoever is refused learns nothing and costs little.
 */
public final class Gate implements AutoCloseable {

  private final Optional<Credentials> credentials;
  private final Optional<Limits> limits;
  private final Events events;
  private final BooleanSupplier limiting;

  /** One count for addresses, one for the holders of tokens. */
  private record Limits(RateLimiter clients, RateLimiter holders, RateHeaders headers) {}

  private Gate(
      Optional<Credentials> credentials,
      Optional<Limits> limits,
      Events events,
      BooleanSupplier limiting) {
    this.credentials = credentials;
    this.limits = limits;
    this.events = events;
    this.limiting = limiting;
  }

  /**
   * @throws IllegalArgumentException if a file of tokens or keys cannot be read or understood now
   */
  public static Gate of(AccessSettings settings, Events events) {
    return of(settings, events, Switches.ON);
  }

  /**
   * @param switches say whether the limits hold, now
   * @throws IllegalArgumentException if a file of tokens or keys cannot be read or understood now
   */
  public static Gate of(AccessSettings settings, Events events, Switches switches) {
    return of(settings, events, switches, Optional.empty(), () -> {});
  }

  /**
   * @param switches say whether the limits hold, now
   * @param store where all instances count together, closed by whoever opened it; empty where each
   *     counts for itself
   * @param missed hears of each count that the store did not take in time
   * @throws IllegalArgumentException if a file of tokens or keys cannot be read or understood now
   */
  public static Gate of(
      AccessSettings settings,
      Events events,
      Switches switches,
      Optional<RateStore> store,
      Runnable missed) {
    return new Gate(
        Optional.of(settings)
            .filter(AccessSettings::controlled)
            .map(asked -> Credentials.of(asked, events)),
        Optional.of(settings.rates())
            .filter(rates -> !rates.isEmpty())
            .map(rates ->
                new Limits(
                    new RateLimiter(rates, store, "client", missed),
                    new RateLimiter(rates, store, "holder", missed),
                    new RateHeaders(rates))),
        events,
        switches.limits());
  }

  /** Whether tokens are asked for. */
  boolean controlled() {
    return credentials.isPresent();
  }

  boolean limited() {
    return limits.isPresent();
  }

  /** What a route may refuse, and what is refused before it. */
  Set<Kind> refusals(Route route) {
    Set<Kind> kinds = EnumSet.copyOf(route.refusals());
    Access access = route.access();
    if (controlled() && !access.roles().isEmpty()) {
      kinds.addAll(EnumSet.of(Kind.UNAUTHORIZED, Kind.TOO_MANY));
      if (access.roles().size() < Role.values().length) {
        kinds.add(Kind.FORBIDDEN);
      }
    }
    if (limited() && access.limited()) {
      kinds.add(Kind.TOO_MANY);
    }
    return kinds;
  }

  /**
   * The name of whoever holds the token that was sent; empty if none was asked for.
   *
   * @param client its address
   * @param path of the route, for the audit; empty if there is none
   * @param answer gets fields, whichever it will be
   * @throws Problem if it is not let in
   */
  Optional<String> admit(Request wire, Response answer, Access access, String client, String path) {
    if (credentials.isEmpty() && limits.isEmpty()) {
      return Optional.empty();
    }
    String what = path.isEmpty() ? "no route" : wire.getMethod() + " " + path;
    if (limits.isEmpty() || !access.limited() || !limiting.getAsBoolean()) {
      return known(wire, access, client, what).map(Grant::name);
    }
    String network = ClientNetwork.of(client);
    Quota ofClient = taken(limits.get().clients().take(network), answer);
    Optional<Grant> grant;
    try {
      grant = known(wire, access, client, what);
    } catch (Problem refused) {
      tell(limits.get().clients().share(network, ofClient), answer);
      throw refused;
    }
    tell(counted(network, ofClient, grant.map(Grant::name), answer), answer);
    return grant.map(Grant::name);
  }

  /**
   * Counts the holder, too, then both where all instances count: of whom this instance refuses, no
   * node is asked. Returns the tightest.
   */
  private Quota counted(String client, Quota ofClient, Optional<String> holder, Response answer) {
    RateLimiter clients = limits.get().clients();
    RateLimiter holders = limits.get().holders();
    if (holder.isEmpty()) {
      return taken(clients.share(client, ofClient), answer);
    }
    Quota ofHolder = holders.take(holder.get());
    if (!ofHolder.taken()) {
      clients.giveBack(client, ofClient);
      return taken(ofHolder, answer);
    }
    Quota ofClients = clients.share(client, ofClient);
    if (!ofClients.taken()) {
      holders.giveBack(holder.get(), ofHolder);
      return taken(ofClients, answer);
    }
    Quota ofHolders = holders.share(holder.get(), ofHolder);
    if (!ofHolders.taken()) {
      clients.giveBack(client, ofClients);
    }
    taken(ofHolders, answer);
    return ofHolders.least() < ofClients.least() ? ofHolders : ofClients;
  }

  /** If there was none to take, tells so and refuses. */
  private Quota taken(Quota quota, Response answer) {
    if (!quota.taken()) {
      tell(quota, answer);
      throw new Problem(Kind.TOO_MANY, "More requests than RateLimit-Policy allows")
          .retryAfterMs(quota.waitMs());
    }
    return quota;
  }

  private void tell(Quota quota, Response answer) {
    answer.getHeaders().put("RateLimit-Policy", limits.get().headers().policy());
    answer.getHeaders().put("RateLimit", limits.get().headers().left(quota));
  }

  private Optional<Grant> known(Request wire, Access access, String client, String what) {
    if (credentials.isEmpty() || access.roles().isEmpty()) {
      return Optional.empty();
    }
    Optional<String> token;
    try {
      token = BearerToken.of(wire);
    } catch (Problem malformed) {
      audit("refused", malformed.detail().orElse(""), what, client, Optional.empty());
      throw malformed;
    }
    if (token.isEmpty()) {
      if (access.anybody()) {
        return Optional.empty();
      }
      audit("refused", "no token", what, client, Optional.empty());
      throw BearerToken.missing();
    }
    return Optional.of(judged(token.get(), access, client, what));
  }

  private Grant judged(String token, Access access, String client, String what) {
    return switch (credentials.get().check(ClientNetwork.of(client), token)) {
      case TokenCheck.Valid(Grant grant) when grant.anyOf(access.roles()) -> {
        String user = events.pseudonym(grant.name());
        events.routine(
            Event.AUTH,
            "access granted",
            "decision",
            "granted",
            "route",
            what,
            "client",
            events.pseudonym(client),
            "user",
            user,
            "roles",
            Role.words(grant.roles()));
        MDC.put("user_id", user);
        yield grant;
      }
      case TokenCheck.Valid(Grant grant) -> {
        String needed = Role.words(access.roles());
        audit("refused", "needs one of: " + needed, what, client, Optional.of(grant));
        throw BearerToken.ofAnotherRole(needed);
      }
      case TokenCheck.Invalid(TokenCheck.Fault fault) -> {
        audit("refused", fault.words, what, client, Optional.empty());
        throw BearerToken.invalid(fault.words);
      }
      case TokenCheck.Slowed(long waitMs) -> {
        audit("slowed", "too many tokens that are not valid", what, client, Optional.empty());
        throw new Problem(
                Kind.TOO_MANY,
                "Too many tokens that are not valid came from this address: none is looked at now")
            .retryAfterMs(waitMs);
      }
    };
  }

  /** Tells that somebody was not let in; of whom it was that had a token. */
  private void audit(
      String decision, String reason, String what, String client, Optional<Grant> grant) {
    List<Object> fields =
        new ArrayList<>(
            List.of(
                "decision",
                decision,
                "route",
                what,
                "client",
                events.pseudonym(client),
                "reason",
                reason));
    grant.ifPresent(known ->
        fields.addAll(
            List.of("user", events.pseudonym(known.name()), "roles", Role.words(known.roles()))));
    events.info(Event.AUTH, "access " + decision, fields.toArray());
  }

  @Override
  public void close() {
    credentials.ifPresent(Credentials::close);
  }
}
