package caplab.config;

import java.net.InetAddress;

/**
 * The addresses that begin with the same bits, as {@code 10.0.0.0/8} writes them (RFC 4632); an
 * address alone is a range of one.
 *
 * @param start any address of the range
 * @param bits how many leading bits all its addresses share
 */
public record AddressRange(InetAddress start, int bits) {

  /**
   * Reads an address or a range; a host name is neither, as what it means changes.
   *
   * @throws IllegalArgumentException if the text is no address, or has more bits than it
   */
  static AddressRange parse(String text) {
    int slash = text.indexOf('/');
    try {
      InetAddress start = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
      int most = start.getAddress().length * Byte.SIZE;
      int bits = slash < 0 ? most : Integer.parseInt(text.substring(slash + 1));
      if (bits >= 0 && bits <= most) {
        return new AddressRange(start, bits);
      }
    } catch (IllegalArgumentException e) {
      // Told below, with what would be accepted.
    }
    throw new IllegalArgumentException(
        "must name addresses or ranges such as 10.0.0.0/8, not " + text);
  }

  /**
   * Whether the address is in the range; a text that is no address is in none.
   *
   * @param address a literal, as a peer's address or {@code X-Forwarded-For} has it
   */
  public boolean contains(String address) {
    try {
      return contains(InetAddress.ofLiteral(address).getAddress());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private boolean contains(byte[] address) {
    byte[] first = start.getAddress();
    if (address.length != first.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> (bit % Byte.SIZE);
      if (((address[bit / Byte.SIZE] ^ first[bit / Byte.SIZE]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }
}
