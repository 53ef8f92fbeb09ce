package caplab.sim;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * 64 bits that stand for all that an object is made of: the fields of records and other objects,
 * also those that a lambda has captured, and the contents of collections. So a phase, which is a
 * closure, has a fingerprint: its code and what it remembers. The order of a list counts, that of a
 * set or map does not.
 *
 * @param renaming what every text is read as: for states that differ in names only
 * @param ignored objects that count as absent
 */
public record Fingerprint(UnaryOperator<String> renaming, Predicate<Object> ignored) {

  private static final Map<Class<?>, List<Field>> FIELDS = new HashMap<>();

  /** The fingerprint of what is reachable from here. */
  public long of(Object object) {
    return of(object, new IdentityHashMap<>());
  }

  private long of(Object object, IdentityHashMap<Object, Long> known) {
    return switch (object) {
      case null -> 1;
      case String text -> text(renaming.apply(text));
      case Number number -> mix(number.longValue() + 11);
      case Boolean flag -> mix(flag ? 5 : 6);
      case OptionalLong number -> mix(number.isPresent() ? number.getAsLong() + 29 : 4);
      case Enum<?> constant -> mix(text(constant.name()) + 7);
      case Optional<?> optional ->
          optional.filter(ignored.negate()).map(it -> mix(of(it, known) + 3)).orElse(2L);
      default -> {
        Long before = known.get(object);
        if (before == null) {
          before = inside(object, known);
          known.put(object, before);
        }
        yield before;
      }
    };
  }

  private long inside(Object object, IdentityHashMap<Object, Long> known) {
    return switch (object) {
      case Map<?, ?> map ->
          mix(
              17
                  + map.entrySet().stream()
                      .mapToLong(entry ->
                          mix(31 * of(entry.getKey(), known) + of(entry.getValue(), known)))
                      .sum());
      case Set<?> set -> mix(19 + set.stream().mapToLong(it -> mix(of(it, known))).sum());
      case Collection<?> list -> ordered(23, new ArrayList<>(list), known);
      case int[] numbers -> mix(java.util.Arrays.hashCode(numbers));
      default -> {
        List<Object> parts = new ArrayList<>();
        for (Field field : fields(object.getClass())) {
          parts.add(value(field, object));
        }
        yield ordered(text(object.getClass().getName()), parts, known);
      }
    };
  }

  private long ordered(long seed, List<Object> parts, IdentityHashMap<Object, Long> known) {
    long hash = seed;
    for (Object part : parts) {
      if (part == null || !ignored.test(part)) {
        hash = mix(hash * 31 + of(part, known));
      }
    }
    return hash;
  }

  private static Object value(Field field, Object object) {
    try {
      return field.get(object);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(field + " was made accessible", e);
    }
  }

  private static List<Field> fields(Class<?> type) {
    synchronized (FIELDS) {
      return FIELDS.computeIfAbsent(type, Fingerprint::declared);
    }
  }

  private static List<Field> declared(Class<?> type) {
    List<Field> fields = new ArrayList<>();
    for (Class<?> each = type;
        each != Object.class && each != Record.class;
        each = each.getSuperclass()) {
      if (each.getName().startsWith("java.")) {
        throw new IllegalArgumentException("no fingerprint of a " + type);
      }
      for (Field field : each.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers())) {
          field.setAccessible(true);
          fields.add(field);
        }
      }
    }
    return fields;
  }

  private static long text(String text) {
    long hash = 1_125_899_906_842_597L;
    for (int i = 0; i < text.length(); i++) {
      hash = 31 * hash + text.charAt(i);
    }
    return mix(hash);
  }

  /** Every bit of the result depends on every bit given (the finalizer of SplitMix64). */
  public static long mix(long bits) {
    long one = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
    long two = (one ^ (one >>> 27)) * 0x94d049bb133111ebL;
    return two ^ (two >>> 31);
  }
}
