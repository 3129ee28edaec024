package io.jsupervisor.daemon.os.posix;

import static io.jsupervisor.daemon.os.posix.Native.LIBC;

import io.jsupervisor.daemon.os.Errno;
import io.jsupervisor.daemon.os.Pipes;
import java.io.IOException;
import java.nio.ByteBuffer;

/** {@link Pipes} on epoll(7): waking costs the same with ten pipes and with ten thousand. */
public final class EpollPipes implements Pipes {
  /** Of the wake-up; callers' tokens are 0 and more. */
  private static final long WAKE = -1;

  /** What pipes hold unless told otherwise (pipe(7)). */
  private static final int USUAL_CAPACITY = 64 * 1024;

  private final Epoll epoll = new Epoll();
  private final WakeUp wakeUp = new WakeUp();
  private final NativeMemory outgoing = NativeMemory.allocate(USUAL_CAPACITY);

  public EpollPipes() {
    epoll.add(wakeUp.fd(), Linux.EPOLLIN, WAKE);
  }

  @Override
  public void watchReadable(int fd, long token) throws IOException {
    watch(fd, Linux.EPOLLIN, token);
  }

  @Override
  public void watchWritable(int fd, long token) throws IOException {
    watch(fd, Linux.EPOLLOUT, token);
  }

  private void watch(int fd, int interest, long token) throws IOException {
    if (!epoll.add(fd, interest, token)) {
      throw failure("cannot watch descriptor " + fd, Native.errno());
    }
  }

  @Override
  public void unwatch(int fd) {
    epoll.remove(fd);
  }

  @Override
  public int await(long nanos) {
    int ready = epoll.await(nanos);
    for (int i = 0; i < ready; i++) {
      if (epoll.token(i) == WAKE) {
        wakeUp.clear();
      }
    }
    return ready;
  }

  @Override
  public long token(int index) {
    return epoll.token(index);
  }

  @Override
  public void wake() {
    wakeUp.ring();
  }

  @Override
  public int read(int fd, ByteBuffer into) {
    long bytes = Native.retryingLong(() -> LIBC.read(fd, into, into.remaining()));
    if (bytes > 0) {
      into.position(into.position() + (int) bytes);
      return (int) bytes;
    }
    return bytes == -1 && Native.errno() == Errno.EAGAIN ? EMPTY : END;
  }

  @Override
  public int write(int fd, ByteBuffer from) throws IOException {
    int begun = from.position();
    boolean took = true;
    while (took && from.hasRemaining()) {
      int count = outgoing.put(from);
      long bytes = Native.retryingLong(() -> LIBC.write(fd, outgoing, count));
      if (bytes == -1) {
        int errno = Native.errno();
        if (errno != Errno.EAGAIN) {
          throw failure("cannot write", errno);
        }
        took = false;
      } else {
        from.position(from.position() + (int) bytes);
        took = bytes == count;
      }
    }
    return from.position() - begun;
  }

  @Override
  public void enlarge(int fd, int bytes) {
    LIBC.fcntl(fd, Linux.F_SETPIPE_SZ, bytes);
  }

  @Override
  public int capacity(int fd) {
    int size = LIBC.fcntl(fd, Linux.F_GETPIPE_SZ, 0);
    return size == -1 ? USUAL_CAPACITY : size;
  }

  @Override
  public void close(int fd) {
    LIBC.close(fd);
  }

  @Override
  public void close() {
    wakeUp.close();
    epoll.close();
  }

  private static IOException failure(String what, int errno) {
    return new IOException(what + ": " + Errno.text(errno) + " (" + Errno.name(errno) + ")");
  }
}
