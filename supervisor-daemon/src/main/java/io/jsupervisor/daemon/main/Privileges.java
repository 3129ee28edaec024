package io.jsupervisor.daemon.main;

import io.jsupervisor.daemon.core.Account;
import io.jsupervisor.daemon.os.posix.DaemonIdentity;
import java.util.List;
import java.util.Optional;

/** {@code user} of {@code [supervisord]}: whom the daemon runs as. */
final class Privileges {
  private Privileges() {}

  /**
   * Becomes the user, for good.
   *
   * @param criticals what is to be logged of it, once there is a log; likewise {@code infos}
   * @throws StartException when it may not
   */
  static void become(Optional<Account> user, List<String> criticals, List<String> infos)
      throws StartException {
    if (user.isPresent()) {
      Optional<String> failure = DaemonIdentity.become(user.get());
      if (failure.isPresent()) {
        throw new StartException(failure.get());
      }
      infos.add("Set uid to user " + user.get().uid() + " succeeded");
    } else if (DaemonIdentity.uid() == 0) {
      criticals.add(
          "Supervisor is running as root.  Privileges were not dropped because no user is specified"
              + " in the config file.  If you intend to run as root, you can set user=root in the"
              + " config file to avoid this message.");
    }
  }
}
