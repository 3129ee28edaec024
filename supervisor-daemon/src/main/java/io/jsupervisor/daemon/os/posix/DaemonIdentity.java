package io.jsupervisor.daemon.os.posix;

import static io.jsupervisor.daemon.os.posix.Native.LIBC;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.jsupervisor.daemon.core.Account;
import java.util.Optional;

/**
 * Who the daemon itself runs as. Only glibc's setuid family is used: it changes every thread of the
 * process, which the bare system calls do not.
 */
public final class DaemonIdentity {
  private static final byte[] NOWHERE = "/dev/null\0".getBytes(US_ASCII);

  private DaemonIdentity() {}

  public static int uid() {
    return LIBC.getuid();
  }

  /**
   * Becomes a user for good.
   *
   * @return the classic text of what failed; empty when it is done or was so already
   */
  public static Optional<String> become(Account user) {
    if (uid() == user.uid()) {
      return Optional.empty();
    }
    if (uid() != 0) {
      return Optional.of("Can't drop privilege as nonroot user");
    }
    int[] groups = user.groups().stream().mapToInt(Integer::intValue).toArray();
    if (LIBC.setgroups(groups.length, groups) != 0) {
      return Optional.of("Could not set groups of effective user");
    }
    if (LIBC.setgid(user.gid()) != 0) {
      return Optional.of("Could not set group id of effective user");
    }
    return LIBC.setuid(user.uid()) == 0
        ? Optional.empty()
        : Optional.of("Can't set uid " + user.uid());
  }

  /** Sets the umask of every thread that has not its own. */
  public static void umask(int mask) {
    LIBC.umask(mask);
  }

  /** Lets go of whoever started us: descriptors 0 to 2 become the null device. */
  public static void detach() {
    int nowhere = Native.must("open", LIBC.open(NOWHERE, Linux.O_RDWR));
    for (int fd = 0; fd <= 2; fd++) {
      LIBC.dup2(nowhere, fd);
    }
    LIBC.close(nowhere);
  }
}
