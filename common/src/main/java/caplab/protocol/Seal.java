package caplab.protocol;

import java.util.Optional;

/** Seals text that a client carries for us, so that nobody else can have made it. */
public interface Seal {

  /** The text with a signature, in letters, digits, dashes and underscores. */
  String seal(String text);

  /** The text that was sealed; empty if it was not, by a secret that is still known. */
  Optional<String> open(String sealed);

  /** A digest of a text in 128 bits, in letters, digits, dashes and underscores. */
  String digest(String text);
}
