package io.jsupervisor.daemon.os.posix;

import static io.jsupervisor.daemon.os.posix.Native.LIBC;

/**
 * The daemon's resource limits (getrlimit(2)), which children inherit. HotSpot raises the soft
 * limit of descriptors to the hard one by itself; the launcher's {@code -XX:-MaxFDLimit} stops
 * that, so that children get what the daemon was started with.
 */
public final class Limits {
  /** Without limit, in {@link Limit}. */
  public static final long UNLIMITED = -1;

  /** A limit and how far it can be raised. */
  public record Limit(long soft, long hard) {}

  /** What a limit is of. */
  public enum Resource {
    DESCRIPTORS(Linux.RLIMIT_NOFILE),
    PROCESSES(Linux.RLIMIT_NPROC);

    private final int number;

    Resource(int number) {
      this.number = number;
    }
  }

  /** What {@link #atLeast} came to. */
  public sealed interface Outcome {
    /** It was enough before. */
    record Enough() implements Outcome {}

    record Raised(long soft) implements Outcome {}

    /**
     * The kernel refused.
     *
     * @param hard the hard limit that was attempted, which the classic message shows
     */
    record Refused(long hard) implements Outcome {}
  }

  public static Limit get(Resource resource) {
    NativeMemory limit = NativeMemory.allocate(Linux.SIZEOF_RLIMIT);
    Native.must("getrlimit", LIBC.getrlimit(resource.number, limit));
    return new Limit(limit.getLong(0), limit.getLong(8));
  }

  /** Sets both; false when the kernel refuses. */
  public static boolean set(Resource resource, Limit wanted) {
    NativeMemory limit = NativeMemory.allocate(Linux.SIZEOF_RLIMIT);
    limit.putLong(0, wanted.soft());
    limit.putLong(8, wanted.hard());
    return LIBC.setrlimit(resource.number, limit) == 0;
  }

  /** Raises the soft limit to a minimum, and the hard one where it is lower. Never lowers any. */
  public static Outcome atLeast(Resource resource, long minimum) {
    Limit now = get(resource);
    if (now.soft() == UNLIMITED || now.soft() >= minimum) {
      return new Outcome.Enough();
    }
    long hard = now.hard() != UNLIMITED && now.hard() < minimum ? minimum : now.hard();
    return set(resource, new Limit(minimum, hard))
        ? new Outcome.Raised(minimum)
        : new Outcome.Refused(hard);
  }

  private Limits() {}
}
