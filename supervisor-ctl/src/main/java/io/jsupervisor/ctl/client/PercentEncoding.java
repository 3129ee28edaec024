package io.jsupervisor.ctl.client;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Names as segments of a path. */
final class PercentEncoding {
  private static final String KEPT =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:*";

  private PercentEncoding() {}

  /** Everything but unreserved characters, colon and asterisk (RFC 3986) becomes {@code %xx}. */
  static String segment(String name) {
    StringBuilder encoded = new StringBuilder(name.length() + 8);
    for (byte octet : name.getBytes(StandardCharsets.UTF_8)) {
      if (KEPT.indexOf(octet) >= 0) {
        encoded.append((char) octet);
      } else {
        encoded.append('%');
        encoded.append(HexFormat.of().withUpperCase().toHexDigits(octet));
      }
    }
    return encoded.toString();
  }
}
