package io.jsupervisor.daemon.config;

import io.jsupervisor.daemon.core.EnvironmentRules.Secret;
import java.util.ArrayList;
import java.util.List;

/** {@code generate_secret=SECRET_KEY:16,SALT}: variables with a number of random bytes. */
final class Secrets {
  private static final int DEFAULT_BYTES = 32;
  private static final int LEAST = 8;
  private static final int MOST = 1024;

  private Secrets() {}

  static void check(String text) throws BadValueException {
    for (String item : Words.list(text)) {
      int colon = item.indexOf(':');
      String name = colon < 0 ? item : item.substring(0, colon);
      long bytes = colon < 0 ? DEFAULT_BYTES : Numbers.integer(item.substring(colon + 1));
      if (!ExtensionOption.VARIABLE.matcher(name).matches() || bytes < LEAST || bytes > MOST) {
        throw new BadValueException(
            '"' + item + "\" is not accepted",
            "write NAME:BYTES, such as SECRET_KEY:32, with %d to %d bytes".formatted(LEAST, MOST));
      }
    }
  }

  /** Of a text that is checked. */
  static List<Secret> parse(String text) {
    List<Secret> secrets = new ArrayList<>();
    for (String item : Words.list(text)) {
      int colon = item.indexOf(':');
      secrets.add(
          colon < 0
              ? new Secret(item, DEFAULT_BYTES)
              : new Secret(
                  item.substring(0, colon), (int) Numbers.checked(item.substring(colon + 1))));
    }
    return secrets;
  }
}
