package io.jsupervisor.fleet;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Addresses and host names as text. Nothing is looked up. What C libraries take for an address in
 * forms that look like something else (inet_aton(3): 127.1, 0x7f.1, 017700000001) is none here.
 */
final class Hosts {
  private static final int LONGEST = 253;
  private static final String BYTE = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
  private static final Pattern V4 = Pattern.compile("(" + BYTE + "\\.){3}" + BYTE);
  private static final Pattern V6 = Pattern.compile("[0-9A-Fa-f:.]{2,45}");
  private static final Pattern NAME =
      Pattern.compile("([A-Za-z0-9_][A-Za-z0-9_-]{0,62}\\.)*[A-Za-z0-9][A-Za-z0-9_-]{0,62}\\.?");
  private static final Pattern NUMBER = Pattern.compile("[0-9]+|0[xX][0-9A-Fa-f]*");

  /** As /etc/hosts has them (RFC 6761, section 6.3, and what distributions add). */
  private static final Set<String> LOOPBACK_NAMES =
      Set.of(
          "localhost",
          "localhost4",
          "localhost6",
          "localhost.localdomain",
          "localhost4.localdomain4",
          "localhost6.localdomain6",
          "ip6-localhost",
          "ip6-loopback");

  private Hosts() {}

  /**
   * Where a connection can go: an address, other than of every machine and than one of version 4 in
   * the clothes of version 6, or a name. {@code unix:80} would be a socket file to nginx.
   */
  static boolean isHost(String text) {
    if (text.indexOf(':') >= 0) {
      byte[] address = v6(text);
      return address.length > 0 && (isEmpty(address, 12) ? isOne(address) : !isMapped(address));
    }
    if (V4.matcher(text).matches()) {
      return !text.startsWith("0."); // this host on this network (RFC 1122)
    }
    return text.length() <= LONGEST
        && NAME.matcher(text).matches()
        && !text.equalsIgnoreCase("unix")
        && !NUMBER.matcher(lastLabel(text)).matches();
  }

  /** An address of which every machine has one of its own, or a name of it. */
  static boolean isLoopback(String host) {
    if (host.indexOf(':') >= 0) {
      byte[] address = v6(host);
      return address.length > 0 && (isOne(address) || (isMapped(address) && address[12] == 127));
    }
    String name = withoutDot(host.toLowerCase(Locale.ROOT));
    return (V4.matcher(name).matches() && name.startsWith("127."))
        || LOOPBACK_NAMES.contains(name)
        || name.endsWith(".localhost");
  }

  /** What listens there listens on every address of the machine. */
  static boolean isWildcard(String host) {
    if (host.isEmpty() || host.equals("*") || host.equals("0.0.0.0") || host.equals("0")) {
      return true;
    }
    byte[] address = v6(bare(host));
    return address.length > 0 && isEmpty(address, 16);
  }

  /** Without the brackets of a URL. */
  static String bare(String host) {
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    return bracketed ? host.substring(1, host.length() - 1) : host;
  }

  /** Its 16 bytes; none when it is no address of version 6. */
  private static byte[] v6(String text) {
    if (text.indexOf(':') < 0 || !V6.matcher(text).matches()) {
      return new byte[0];
    }
    try {
      byte[] address = InetAddress.ofLiteral(text).getAddress();
      return address.length == 16 ? address : mapped(address);
    } catch (IllegalArgumentException none) {
      return new byte[0];
    }
  }

  /** Java makes an address of version 4 of it. */
  private static byte[] mapped(byte[] v4) {
    byte[] address = new byte[16];
    address[10] = -1;
    address[11] = -1;
    System.arraycopy(v4, 0, address, 12, v4.length);
    return address;
  }

  private static boolean isMapped(byte[] address) {
    return isEmpty(address, 10) && address[10] == -1 && address[11] == -1;
  }

  private static boolean isEmpty(byte[] address, int count) {
    for (int i = 0; i < count; i++) {
      if (address[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean isOne(byte[] address) {
    return isEmpty(address, 15) && address[15] == 1;
  }

  private static String withoutDot(String name) {
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }

  private static String lastLabel(String name) {
    String plain = withoutDot(name);
    return plain.substring(plain.lastIndexOf('.') + 1);
  }
}
