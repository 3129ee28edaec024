package io.jsupervisor.daemon.os.posix;

import com.kenai.jffi.LastError;
import io.jsupervisor.daemon.os.Errno;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/** The one loaded {@link LibC}, its errno, and how it is asked. */
final class Native {
  static final LibC LIBC = new LibC();

  /** The errno of this thread's last call. */
  static int errno() {
    return LastError.getInstance().get();
  }

  /** Repeats a call that a signal interrupted. */
  static int retrying(IntSupplier call) {
    int result;
    do {
      result = call.getAsInt();
    } while (result == -1 && errno() == Errno.EINTR);
    return result;
  }

  /** Repeats a call that a signal interrupted. */
  static long retryingLong(LongSupplier call) {
    long result;
    do {
      result = call.getAsLong();
    } while (result == -1 && errno() == Errno.EINTR);
    return result;
  }

  /**
   * The result, where failure means that nothing can go on.
   *
   * @throws IllegalStateException naming the call and its errno
   */
  static int must(String what, int result) {
    if (result == -1) {
      int errno = errno();
      throw new IllegalStateException(
          what + " failed: " + Errno.text(errno) + " (" + Errno.name(errno) + ")");
    }
    return result;
  }

  private Native() {}
}
