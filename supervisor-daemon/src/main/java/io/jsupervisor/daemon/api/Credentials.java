package io.jsupervisor.daemon.api;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A name and a password as a client presents them.
 *
 * @param password may hold colons
 */
record Credentials(String username, String password) {
  private static final String SHA = "{SHA}";
  private static final Pattern SCHEME = Pattern.compile("(?i)basic +");

  /** What an Authorization header holds. */
  sealed interface Header {
    record Basic(Credentials credentials) implements Header {}

    record Bearer(String token) implements Header {}

    /** No header, or another scheme: as if nothing had been sent. */
    record None() implements Header {}

    /** Basic with base64 that cannot be decoded: the reference answers 400. */
    record Malformed() implements Header {}
  }

  static Header parse(String header) {
    if (header == null) {
      return new Header.None();
    }
    String text = header.strip();
    if (text.regionMatches(true, 0, "bearer ", 0, 7)) {
      return new Header.Bearer(text.substring(7).strip());
    }
    var scheme = SCHEME.matcher(text);
    if (!scheme.lookingAt()) {
      return new Header.None();
    }
    String decoded;
    try {
      decoded =
          new String(
              Base64.getDecoder().decode(text.substring(scheme.end()).strip()),
              StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notBase64) {
      return new Header.Malformed();
    }
    int colon = decoded.indexOf(':');
    return colon < 0
        ? new Header.None()
        : new Header.Basic(
            new Credentials(decoded.substring(0, colon), decoded.substring(colon + 1)));
  }

  /**
   * Whether they open a section. Takes the same time for every wrong answer.
   *
   * @param expected in clear text, or {@code {SHA}} and the lower-case hex SHA-1 of the password
   */
  boolean match(String user, String expected) {
    String presented =
        expected.startsWith(SHA)
            ? SHA + HexFormat.of().formatHex(hash("SHA-1", password))
            : password;
    // Hashed first, so that neither length nor a common beginning can be timed.
    boolean name = MessageDigest.isEqual(hash("SHA-256", username), hash("SHA-256", user));
    boolean secret = MessageDigest.isEqual(hash("SHA-256", presented), hash("SHA-256", expected));
    return name && secret;
  }

  /** Who of a section this is; without credentials everybody is welcome. */
  Optional<Gate.User> match(ServerSettings settings) {
    Optional<ServerSettings.Login> owner = settings.access().owner();
    if (owner.isEmpty()) {
      return Optional.of(Gate.User.ANYBODY);
    }
    // All are compared, so that the time does not tell which names there are.
    Optional<Gate.User> found = Optional.empty();
    for (Map.Entry<String, String> reader : settings.access().readers().entrySet()) {
      if (match(reader.getKey(), reader.getValue())) {
        found = Optional.of(new Gate.User(reader.getKey(), true));
      }
    }
    boolean isOwner = match(owner.get().username(), owner.get().password());
    return isOwner ? Optional.of(new Gate.User(username, false)) : found;
  }

  private static byte[] hash(String algorithm, String text) {
    try {
      return MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(algorithm + " is part of every JDK", impossible);
    }
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "credentials of " + username;
  }
}
