package caplab.access;

import java.util.Set;

/**
 * What a valid token stands for.
 *
 * @param name of its holder; several tokens may have one name, as while one is replaced
 * @param roles at least one
 */
public record Grant(String name, Set<Role> roles) {

  /** Whether one of these roles is held. */
  public boolean anyOf(Set<Role> wanted) {
    for (Role role : roles) {
      if (wanted.contains(role)) {
        return true;
      }
    }
    return false;
  }
}
