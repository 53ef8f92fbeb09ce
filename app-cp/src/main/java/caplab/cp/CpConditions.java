package caplab.cp;

import caplab.cp.core.Change;
import caplab.cp.core.Change.Condition;
import caplab.cp.core.RegisterState;
import caplab.http.EntityTags;
import caplab.http.EntityTags.Tag;
import caplab.http.Problem;
import caplab.http.Problem.Kind;
import caplab.http.Request;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Conditional requests (RFC 9110, section 13): entity tags are versions, and all are strong. What
 * is there and cannot be understood is refused; only an absent header is no condition.
 */
final class CpConditions {

  private static final Pattern VERSION = Pattern.compile("0|[1-9][0-9]{0,17}");
  private static final Pattern IDEMPOTENCY_KEY = Pattern.compile("[\\x20-\\x7e]{1,255}");

  /**
   * What a read asks of the state that it finds.
   *
   * @param match what must hold, else 412
   * @param known whether the client has this very value: 304
   */
  record OfRead(Predicate<RegisterState> match, Predicate<RegisterState> known) {}

  private CpConditions() {}

  /** What must hold for a write or delete; a Problem if the headers say what cannot be kept. */
  static Condition of(Request request) {
    Optional<EntityTags> match = tags(request, "If-Match");
    Optional<EntityTags> noneMatch = tags(request, "If-None-Match");
    if (match.isPresent() && noneMatch.isPresent()) {
      throw bad("If-Match and If-None-Match exclude each other here");
    }
    if (noneMatch.isPresent()) {
      return absent(noneMatch.get());
    }
    return match.map(CpConditions::present).orElseGet(Change.Always::new);
  }

  private static Condition present(EntityTags match) {
    return switch (match) {
      case EntityTags.Any any -> new Change.Present();
      case EntityTags.Listed(List<Tag> tags) -> {
        if (tags.stream().anyMatch(Tag::weak)) {
          throw bad("A weak tag never matches on a write: send the ETag as this service gave it");
        }
        yield new Change.AtVersion(versions(tags));
      }
    };
  }

  private static Condition absent(EntityTags noneMatch) {
    return switch (noneMatch) {
      case EntityTags.Any any -> new Change.Absent();
      case EntityTags.Listed listed -> throw bad("If-None-Match on a write takes * only");
    };
  }

  /** What a read's headers ask; told before anything is asked of the nodes if it is malformed. */
  static OfRead ofRead(Request request) {
    idempotencyKey(request); // a read needs none, but one that means nothing is a mistake
    Predicate<RegisterState> match =
        tags(request, "If-Match")
            .map(tags -> names(tags, tag -> !tag.weak()))
            .orElse(state -> true);
    Predicate<RegisterState> known =
        tags(request, "If-None-Match").map(tags -> names(tags, tag -> true)).orElse(state -> false);
    return new OfRead(match, known.and(state -> state.value().isPresent()));
  }

  private static Predicate<RegisterState> names(EntityTags tags, Predicate<Tag> compared) {
    return switch (tags) {
      case EntityTags.Any any -> state -> state.value().isPresent();
      case EntityTags.Listed(List<Tag> listed) -> {
        versions(listed);
        Set<Long> versions = versions(listed.stream().filter(compared).toList());
        yield state -> versions.contains(state.version());
      }
    };
  }

  /** The client's name for a write that it may send again. */
  static Optional<String> idempotencyKey(Request request) {
    Optional<String> key = request.header("idempotency-key");
    if (key.isPresent() && !IDEMPOTENCY_KEY.matcher(key.get()).matches()) {
      throw bad("Idempotency-Key takes 1 to 255 printable characters");
    }
    return key;
  }

  private static Optional<EntityTags> tags(Request request, String name) {
    return EntityTags.of(name, request.lines(name.toLowerCase(Locale.ROOT)));
  }

  private static Set<Long> versions(List<Tag> tags) {
    return tags.stream().map(CpConditions::version).collect(Collectors.toUnmodifiableSet());
  }

  private static long version(Tag tag) {
    if (!VERSION.matcher(tag.opaque()).matches()) {
      throw bad("An entity tag here is a version in quotes, as \"3\"");
    }
    return Long.parseLong(tag.opaque());
  }

  private static Problem bad(String detail) {
    return new Problem(Kind.BAD_REQUEST, detail);
  }
}
