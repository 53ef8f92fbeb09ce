package caplab.access;

import java.net.InetAddress;
import java.util.HexFormat;

/** By what a client is known where it is counted. */
public final class ClientNetwork {

  /** Who has one address of IPv6 has its whole network of this size (RFC 6177). */
  private static final int BYTES = 8;

  private ClientNetwork() {}

  /** An IPv4 address as it is; of an IPv6 address its /64; anything else as it is. */
  public static String of(String address) {
    if (address.indexOf(':') < 0) {
      return address;
    }
    try {
      byte[] bytes = InetAddress.ofLiteral(address).getAddress();
      return bytes.length > BYTES ? HexFormat.of().formatHex(bytes, 0, BYTES) + "/64" : address;
    } catch (IllegalArgumentException noAddress) {
      return address;
    }
  }
}
