package io.jsupervisor.daemon.config;

import io.jsupervisor.common.format.PythonInt;
import io.jsupervisor.daemon.core.Account;
import java.math.BigInteger;
import java.util.Optional;
import java.util.OptionalInt;

/** Options that name users and groups. */
record AccountTypes(Accounts accounts) {
  /** A user by name or number. */
  Account user(String text) throws BadValueException {
    Optional<BigInteger> number = PythonInt.parse(text, 10);
    if (number.isEmpty()) {
      return accounts
          .byName(text)
          .orElseThrow(
              () -> new BadValueException("Invalid user name " + text, "create the user first"));
    }
    return small(number.get()).stream()
        .mapToObj(accounts::byUid)
        .flatMap(Optional::stream)
        .findFirst()
        .orElseThrow(
            () ->
                new BadValueException(
                    "Invalid user id " + text, "no user has this number; give a name"));
  }

  /** The number of a group by name or number. */
  int group(String text) throws BadValueException {
    Optional<BigInteger> number = PythonInt.parse(text, 10);
    OptionalInt gid =
        number.isEmpty()
            ? accounts.gid(text)
            : small(number.get()).stream().filter(accounts::hasGid).findFirst();
    if (gid.isPresent()) {
      return gid.getAsInt();
    }
    String what = number.isEmpty() ? "name " : "id ";
    throw new BadValueException("Invalid group " + what + text, "create the group first");
  }

  /** {@code user} or {@code user:group}. */
  Accounts.Owner owner(String text) throws BadValueException {
    int colon = text.indexOf(':');
    if (colon < 0) {
      return new Accounts.Owner(user(text).uid(), OptionalInt.empty());
    }
    return new Accounts.Owner(
        user(text.substring(0, colon)).uid(), OptionalInt.of(group(text.substring(colon + 1))));
  }

  private static OptionalInt small(BigInteger number) {
    return number.bitLength() < 32 ? OptionalInt.of(number.intValue()) : OptionalInt.empty();
  }
}
